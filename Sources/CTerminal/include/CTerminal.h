// The terminal behind plain structs. Only this target sees curses; its names stay out of Swift.
// Everything here is to be called from one thread, except radish_terminal_wake.
#ifndef RADISH_CTERMINAL_H
#define RADISH_CTERMINAL_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

// A colour: kind in the upper byte (0 the terminal's own, 1 palette index, 2 red-green-blue), value below.
#define RADISH_COLOR_TERMINAL 0u
#define RADISH_COLOR_INDEXED 0x01000000u
#define RADISH_COLOR_RGB 0x02000000u

#define RADISH_BOLD 1
#define RADISH_UNDERLINE 2
#define RADISH_REVERSE 4
#define RADISH_DIM 8

// One cell. width is 1, 2, or 0 for the right half of a wide glyph (which is skipped).
typedef struct {
  uint32_t scalar;
  uint32_t mark1;
  uint32_t mark2;
  uint32_t foreground;
  uint32_t background;
  uint8_t attributes;
  uint8_t width;
  uint8_t reserved[2];
} radish_cell;

// What the terminal was found to be able to do.
typedef struct {
  int columns;
  int rows;
  int cell_width_pixels;   // 0 when the terminal does not tell
  int cell_height_pixels;
  int colors;              // 0 without colour
  int is_utf8;
  int is_direct;           // red-green-blue colours are sent as such
  int has_mouse;
} radish_capabilities;

typedef enum {
  RADISH_OPENED = 0,
  RADISH_NOT_A_TERMINAL = 1,
  RADISH_UNKNOWN_TERMINAL = 2,
  RADISH_NO_CURSOR_ADDRESSING = 3,
  RADISH_ALREADY_OPEN = 4,
} radish_open_result;

// Bits of what happened, as radish_terminal_signals returns them.
#define RADISH_RESIZED 1
#define RADISH_TERMINATE 2
#define RADISH_HANGUP 4
#define RADISH_INTERRUPT 8
#define RADISH_SUSPEND 16
#define RADISH_CONTINUED 32
#define RADISH_WOKEN 64

// Takes the terminal: alternate screen, raw keys, standard error into log_path (may be NULL), restoring handlers for
// every way a process can end. want_direct asks for red-green-blue colours where terminfo knows a "-direct" entry.
radish_open_result radish_terminal_open(const char *log_path, int want_mouse, int want_direct,
                                        radish_capabilities *capabilities);
// Gives the terminal back as it was found. Does nothing when it is not open.
void radish_terminal_close(void);
// Current size in cells, as the terminal says now.
void radish_terminal_size(int *columns, int *rows);
// Shows a frame; sends nothing when it equals the one before. cursor_column < 0 hides the cursor.
// Returns 1 when something was sent.
int radish_terminal_present(const radish_cell *cells, int columns, int rows, int cursor_column, int cursor_row);
// Bytes that grow as they are added to; free(bytes) ends them.
typedef struct {
  uint8_t *bytes;
  size_t count, capacity;
} radish_bytes;

void radish_bytes_add(radish_bytes *out, const char *text);
// Adds what a terminal with xterm's codes has to be told to show `now` where it shows `before`. It is in its plain style
// before and afterwards. is_direct: its description knows no palette beyond the eight colours of ANSI (xterm-direct), so that
// the other numbered colours are said by their red, green and blue.
void radish_frame_bytes(const radish_cell *now, const radish_cell *before, int columns, int rows, int is_direct,
                        radish_bytes *out);
// Red, green and blue of a colour of xterm's palette of 256, as 0xRRGGBB.
uint32_t radish_rgb_of_index(uint32_t index);
// Forgets what is on the screen, so that the next frame is drawn in full.
void radish_terminal_redraw(void);
// Bytes typed so far, at most `capacity`; 0 when there are none, -1 when the terminal is gone.
ssize_t radish_terminal_read(uint8_t *bytes, size_t capacity);
// Waits until keys or signals are there; milliseconds < 0 waits without limit. Returns 1 when something is there.
int radish_terminal_wait(int milliseconds);
// The descriptor that becomes readable when a signal arrived or wake was called.
int radish_terminal_signal_descriptor(void);
// What arrived since the last call, as bits; empties the descriptor.
int radish_terminal_signals(void);
// Makes the signal descriptor readable. May be called from any thread.
void radish_terminal_wake(void);
// Gives the terminal back, stops the process as Ctrl-Z does, and takes the terminal again when it goes on.
void radish_terminal_suspend(void);
// Takes the terminal again after the process was stopped and went on.
void radish_terminal_resume(void);
// Sends the process a signal with its default effect: to end, or to stop, as one that was asked to.
void radish_end_by_signal(int number);
// Switches mouse reports on or off.
void radish_terminal_mouse(int on);
// Sends bytes past the frame, such as a clipboard sequence. Returns 1 when all were sent.
int radish_terminal_send(const uint8_t *bytes, size_t count);
// The character set of the locale, "UTF-8" when usable.
int radish_locale_is_utf8(void);

// A process in a pseudo-terminal of its own, for tests that must see a real one.
// Returns the process id, or -1. environment holds "NAME=value" strings and replaces the inherited one.
pid_t radish_pty_spawn(const char *path, char *const arguments[], char *const environment[], int columns, int rows,
                       int *descriptor);
void radish_pty_resize(int descriptor, int columns, int rows);
// A line that describes the terminal's modes, equal when nothing changed. Returns its length.
int radish_pty_modes(int descriptor, char *text, size_t capacity);
// Bytes written by the process: waits at most `milliseconds`. 0 on nothing, -1 when the process closed its side.
ssize_t radish_pty_read(int descriptor, uint8_t *bytes, size_t capacity, int milliseconds);
// Waits at most `milliseconds` for the end. Returns 0 while it runs, 1 when it ended; status is its exit status,
// or 128 + the signal.
int radish_pty_wait(pid_t process, int milliseconds, int *status);
// A process without a terminal: empty standard input, standard output and error into pipes that the caller closes. No other
// descriptor is inherited, so that a daemon it starts holds nothing open. Returns the process id, or -1.
pid_t radish_process_spawn(const char *path, char *const arguments[], char *const environment[], int *output,
                           int *error);
// 1 when the process is stopped (Ctrl-Z).
int radish_pty_is_stopped(pid_t process);

#endif
