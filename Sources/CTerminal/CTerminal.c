#define _GNU_SOURCE
#define _XOPEN_SOURCE_EXTENDED 1
#define NCURSES_WIDECHAR 1
#include "CTerminal.h"

#include <curses.h>
#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>

// term.h names capabilities with bare words.
#undef columns
#undef lines

// ---- State: one terminal per process -------------------------------------------------------------------------

static SCREEN *screen = NULL;
static volatile sig_atomic_t is_taken = 0;  // the terminal is in our modes now
static int has_color = 0;
static int direct = 0;
static int modern = 0;  // understands private modes for mouse, paste and synchronised frames
static int has_no_palette = 0;  // the terminal's own description knows the numbers of eight colours only
static int speaks_xterm = 0;  // frames are sent as FrameBytes.c writes them, without curses
static int mouse = 0;
static int mouse_wanted = 0;
static int utf8 = 0;
static int saved_error = -1;
static struct termios saved_modes;
static int has_saved_modes = 0;
static int pipe_read = -1, pipe_write = -1;
static int pending = 0;  // changed by handlers and threads: atomically only
static volatile sig_atomic_t deadly_signals = 0;

// The bytes that give the terminal back, prepared beforehand so that a crash handler only writes them.
static char restore_bytes[512];
static size_t restore_length = 0;

// The frame that is on the screen, to send nothing when nothing changed.
static radish_cell *shown = NULL;
static int shown_columns = 0, shown_rows = 0, shown_cursor_column = -2, shown_cursor_row = -2;

static int write_all(int descriptor, const void *bytes, size_t count) {
  const char *next = bytes;
  while (count > 0) {
    ssize_t sent = write(descriptor, next, count);
    if (sent < 0) {
      if (errno == EINTR) continue;
      if (errno == EAGAIN) {
        struct pollfd room = {descriptor, POLLOUT, 0};
        if (poll(&room, 1, 1000) > 0) continue;
      }
      return 0;
    }
    next += sent;
    count -= (size_t)sent;
  }
  return 1;
}

static void send_text(const char *text) { (void)!write_all(STDOUT_FILENO, text, strlen(text)); }

// ---- Signals --------------------------------------------------------------------------------------------------

static const int crash_signals[] = {SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGABRT, SIGFPE, SIGQUIT, SIGSYS};
#define CRASH_COUNT (sizeof crash_signals / sizeof crash_signals[0])
static struct sigaction old_crash[CRASH_COUNT];
static const int loop_signals[] = {SIGWINCH, SIGTERM, SIGHUP, SIGINT, SIGTSTP, SIGCONT, SIGPIPE};
#define LOOP_COUNT (sizeof loop_signals / sizeof loop_signals[0])
static struct sigaction old_loop[LOOP_COUNT];
static int handlers_installed = 0;
// What is said of a crash, written before there is one.
static char crash_note[1536];
static size_t crash_note_length = 0;
static int wants_backtrace = 0;

static void prepare_crash_note(const char *log_path) {
  int length = snprintf(
      crash_note, sizeof crash_note,
      "radish: it crashed, which is a mistake in Radish. Your cohort file is as it was after the last finished step.\n"
      "%s%s%sSWIFT_BACKTRACE=enable=yes radish … shows more the next time.\n",
      log_path != NULL ? "What it last said is in " : "", log_path != NULL ? log_path : "", log_path != NULL ? ". " : "");
  crash_note_length = length < 0 ? 0 : (size_t)length < sizeof crash_note ? (size_t)length : sizeof crash_note - 1;
  // Without a word from the person, Swift's own report would wait for a key and hold the shell.
  const char *wanted = getenv("SWIFT_BACKTRACE");
  wants_backtrace = wanted != NULL && *wanted != 0;
}

// Only calls that are allowed in a signal handler.
static void restore_in_handler(void) {
  if (!is_taken) return;
  is_taken = 0;
  (void)!write(STDOUT_FILENO, restore_bytes, restore_length);
  if (has_saved_modes) tcsetattr(STDIN_FILENO, TCSANOW, &saved_modes);
  if (saved_error >= 0) dup2(saved_error, STDERR_FILENO);
}

static void on_crash(int number, siginfo_t *information, void *context) {
  (void)context;
  int was_taken = is_taken;
  restore_in_handler();
  for (size_t i = 0; i < CRASH_COUNT; i++)
    if (crash_signals[i] == number) sigaction(number, &old_crash[i], NULL);
  if (!wants_backtrace) {
    if (was_taken && number != SIGQUIT) (void)!write(STDERR_FILENO, crash_note, crash_note_length);
    signal(number, SIG_DFL);
  }
  // A fault happens again on return and meets the handler of before; others have to be sent again.
  int isFault = number == SIGSEGV || number == SIGBUS || number == SIGILL || number == SIGFPE;
  if (!isFault || information->si_code <= 0) raise(number);
}

static void note(int bit) {
  __atomic_fetch_or(&pending, bit, __ATOMIC_SEQ_CST);
  int saved = errno;
  if (pipe_write >= 0) (void)!write(pipe_write, "x", 1);
  errno = saved;
}

static void on_loop_signal(int number) {
  switch (number) {
    case SIGWINCH: note(RADISH_RESIZED); break;
    case SIGCONT: note(RADISH_CONTINUED); break;
    case SIGTSTP: note(RADISH_SUSPEND); break;
    case SIGPIPE: break;
    default:
      // Asked a third time, the loop must be stuck: give the terminal back and end as asked.
      if (++deadly_signals > 2) {
        restore_in_handler();
        signal(number, SIG_DFL);
        raise(number);
        return;
      }
      note(number == SIGHUP ? RADISH_HANGUP : number == SIGINT ? RADISH_INTERRUPT : RADISH_TERMINATE);
  }
}

static void install_handlers(void) {
  if (handlers_installed) return;
  static char stack_memory[65536];
  stack_t stack = {.ss_sp = stack_memory, .ss_size = sizeof stack_memory, .ss_flags = 0};
  sigaltstack(&stack, NULL);
  struct sigaction action;
  memset(&action, 0, sizeof action);
  sigemptyset(&action.sa_mask);
  action.sa_sigaction = on_crash;
  action.sa_flags = SA_ONSTACK | SA_SIGINFO;
  for (size_t i = 0; i < CRASH_COUNT; i++) sigaction(crash_signals[i], &action, &old_crash[i]);
  memset(&action, 0, sizeof action);
  sigemptyset(&action.sa_mask);
  action.sa_handler = on_loop_signal;
  action.sa_flags = SA_RESTART;
  for (size_t i = 0; i < LOOP_COUNT; i++) sigaction(loop_signals[i], &action, &old_loop[i]);
  handlers_installed = 1;
}

static void remove_handlers(void) {
  if (!handlers_installed) return;
  for (size_t i = 0; i < CRASH_COUNT; i++) sigaction(crash_signals[i], &old_crash[i], NULL);
  for (size_t i = 0; i < LOOP_COUNT; i++) sigaction(loop_signals[i], &old_loop[i], NULL);
  handlers_installed = 0;
}

int radish_terminal_signal_descriptor(void) { return pipe_read; }

int radish_terminal_signals(void) {
  char drained[64];
  while (pipe_read >= 0 && read(pipe_read, drained, sizeof drained) > 0) {}
  return __atomic_exchange_n(&pending, 0, __ATOMIC_SEQ_CST);
}

void radish_terminal_wake(void) { note(RADISH_WOKEN); }

// ---- Opening and closing --------------------------------------------------------------------------------------

int radish_locale_is_utf8(void) {
  setlocale(LC_CTYPE, "");
  const char *set = nl_langinfo(CODESET);
  if (strcmp(set, "UTF-8") == 0) return 1;
  // The bare C locale says nothing about the terminal; another character set does.
  if (strcmp(set, "ANSI_X3.4-1968") == 0 && setlocale(LC_CTYPE, "C.UTF-8") != NULL)
    return strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
  return 0;
}

static const char *capability(const char *name) {
  char *text = tigetstr(name);
  return text == (char *)-1 ? NULL : text;
}

static void add_restore(const char *text) {
  // Padding such as $<50> is for terminals that need a pause; in an emergency it is left out.
  while (text != NULL && *text != 0 && restore_length + 1 < sizeof restore_bytes) {
    if (text[0] == '$' && text[1] == '<') {
      const char *end = strchr(text, '>');
      if (end != NULL) {
        text = end + 1;
        continue;
      }
    }
    restore_bytes[restore_length++] = *text++;
  }
}

#define MOUSE_ON "\033[?1000h\033[?1002h\033[?1006h"
#define MOUSE_OFF "\033[?1006l\033[?1002l\033[?1000l"
#define PASTE_ON "\033[?2004h"
#define PASTE_OFF "\033[?2004l"
#define FRAME_BEGIN "\033[?2026h"
#define FRAME_END "\033[?2026l"

static void enter_modes(void) {
  if (!modern) return;
  send_text(PASTE_ON);
  if (mouse_wanted) {
    send_text(MOUSE_ON);
    mouse = 1;
  }
}

static void leave_modes(void) {
  if (!modern) return;
  send_text(FRAME_END MOUSE_OFF PASTE_OFF);
  mouse = 0;
}

static void window_size(int *columns, int *rows, int *cell_width, int *cell_height) {
  struct winsize size;
  memset(&size, 0, sizeof size);
  ioctl(STDOUT_FILENO, TIOCGWINSZ, &size);
  *columns = size.ws_col > 0 ? size.ws_col : (COLS > 0 ? COLS : 80);
  *rows = size.ws_row > 0 ? size.ws_row : (LINES > 0 ? LINES : 24);
  *cell_width = size.ws_xpixel > 0 && size.ws_col > 0 ? size.ws_xpixel / size.ws_col : 0;
  *cell_height = size.ws_ypixel > 0 && size.ws_row > 0 ? size.ws_ypixel / size.ws_row : 0;
}

static SCREEN *open_screen(const char *name) {
  SCREEN *made = newterm(name, stdout, stdin);
  if (made == NULL) return NULL;
  return made;
}

// Whether places and colours are told in xterm's way, and a glyph in the last column does not scroll.
static int has_xterm_codes(void) {
  const char *place = capability("cup"), *color = capability("setaf");
  return COLORS >= 256 && tigetflag("xenl") > 0 && place != NULL && strcmp(place, "\033[%i%p1%d;%p2%dH") == 0 &&
         color != NULL && (strstr(color, "38;5;") != NULL || strstr(color, "38:2:") != NULL);
}

radish_open_result radish_terminal_open(const char *log_path, int want_mouse, int want_direct,
                                        radish_capabilities *capabilities) {
  if (screen != NULL) return RADISH_ALREADY_OPEN;
  memset(capabilities, 0, sizeof *capabilities);
  if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) return RADISH_NOT_A_TERMINAL;
  const char *name = getenv("TERM");
  if (name == NULL || *name == 0) return RADISH_UNKNOWN_TERMINAL;
  utf8 = radish_locale_is_utf8();
  has_saved_modes = tcgetattr(STDIN_FILENO, &saved_modes) == 0;

  // Look before taking the screen: newterm would already switch it.
  int error = 0;
  if (setupterm((char *)name, STDOUT_FILENO, &error) != OK) return RADISH_UNKNOWN_TERMINAL;
  int usable = capability("cup") != NULL && capability("clear") != NULL && !(tigetflag("hc") > 0);
  del_curterm(cur_term);
  if (!usable) return RADISH_NO_CURSOR_ADDRESSING;

  // Switching to the description of direct colours says nothing about the terminal, which knows its palette all the same.
  direct = has_no_palette = 0;
  if (want_direct) {
    char other[64];
    const char *base = strncmp(name, "tmux", 4) == 0 ? "tmux" : strncmp(name, "xterm", 5) == 0 ? "xterm" : NULL;
    if (base != NULL) {
      snprintf(other, sizeof other, "%s-direct", base);
      if (strcmp(other, name) != 0 && setupterm(other, STDOUT_FILENO, &error) == OK) {
        del_curterm(cur_term);
        screen = open_screen(other);
        direct = screen != NULL;
      }
    }
  }
  if (screen == NULL) screen = open_screen(name);
  if (screen == NULL) return RADISH_UNKNOWN_TERMINAL;
  set_term(screen);
  set_escdelay(25);
  raw();
  noecho();
  nonl();
  intrflush(stdscr, FALSE);
  typeahead(-1);  // a frame is never left half drawn because a key is waiting
  leaveok(stdscr, FALSE);
  has_color = has_colors();
  if (has_color) {
    start_color();
    use_default_colors();
  }
  if (has_color && COLORS >= 0x1000000) {
    const char *color = capability("setaf");
    if (!direct) has_no_palette = color != NULL && strstr(color, "38;5;") == NULL;
    direct = 1;
  } else {
    direct = 0;
  }
  modern = capability("kmous") != NULL;
  speaks_xterm = modern && has_color && has_xterm_codes();
  mouse_wanted = want_mouse && modern;

  restore_length = 0;
  if (modern) add_restore(FRAME_END MOUSE_OFF PASTE_OFF);
  add_restore(capability("sgr0"));
  add_restore(capability("op"));
  add_restore(capability("cnorm"));
  add_restore(capability("rmcup"));
  add_restore("\r");

  if (pipe_read < 0) {
    int ends[2];
    if (pipe2(ends, O_NONBLOCK | O_CLOEXEC) == 0) {
      pipe_read = ends[0];
      pipe_write = ends[1];
    }
  }
  __atomic_store_n(&pending, 0, __ATOMIC_SEQ_CST);
  deadly_signals = 0;
  fflush(stderr);
  prepare_crash_note(log_path);
  int log = open(log_path != NULL ? log_path : "/dev/null", O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (log < 0) log = open("/dev/null", O_WRONLY | O_CLOEXEC);
  if (log >= 0) {
    saved_error = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
    dup2(log, STDERR_FILENO);
    close(log);
  }
  is_taken = 1;
  install_handlers();
  static int registered = 0;
  if (!registered) {
    registered = 1;
    atexit(radish_terminal_close);
  }
  enter_modes();
  radish_terminal_redraw();

  window_size(&capabilities->columns, &capabilities->rows, &capabilities->cell_width_pixels,
              &capabilities->cell_height_pixels);
  capabilities->colors = has_color ? COLORS : 0;
  capabilities->is_utf8 = utf8;
  capabilities->is_direct = direct;
  capabilities->has_mouse = modern;
  return RADISH_OPENED;
}

void radish_terminal_close(void) {
  if (screen == NULL) return;
  if (is_taken) {
    leave_modes();
    // Without an alternate screen the last frame would stay under the shell's prompt.
    if (capability("rmcup") == NULL) {
      erase();
      refresh();
    }
    endwin();
    if (has_saved_modes) tcsetattr(STDIN_FILENO, TCSANOW, &saved_modes);
    is_taken = 0;
  }
  remove_handlers();
  delscreen(screen);
  screen = NULL;
  free(shown);
  shown = NULL;
  if (saved_error >= 0) {
    fflush(stderr);
    dup2(saved_error, STDERR_FILENO);
    close(saved_error);
    saved_error = -1;
  }
}

void radish_terminal_resume(void) {
  if (screen == NULL) return;
  reset_prog_mode();
  raw();
  noecho();
  nonl();
  is_taken = 1;
  clearok(curscr, TRUE);
  refresh();  // enters the alternate screen again
  enter_modes();
  radish_terminal_redraw();
}

void radish_end_by_signal(int number) {
  // Threads of a dispatch queue block signals: unblocked, it arrives before the call returns.
  sigset_t one;
  sigemptyset(&one);
  sigaddset(&one, number);
  pthread_sigmask(SIG_UNBLOCK, &one, NULL);
  signal(number, SIG_DFL);
  raise(number);
}

void radish_terminal_suspend(void) {
  if (screen == NULL) return;
  leave_modes();
  endwin();
  if (has_saved_modes) tcsetattr(STDIN_FILENO, TCSANOW, &saved_modes);
  is_taken = 0;
  struct sigaction before;
  sigaction(SIGTSTP, NULL, &before);
  radish_end_by_signal(SIGTSTP);
  sigaction(SIGTSTP, &before, NULL);
  radish_terminal_resume();
  __atomic_fetch_and(&pending, ~(RADISH_CONTINUED | RADISH_SUSPEND), __ATOMIC_SEQ_CST);
}

void radish_terminal_mouse(int on) {
  if (screen == NULL || !modern || !is_taken) return;
  mouse_wanted = on;
  if (on != mouse) send_text(on ? MOUSE_ON : MOUSE_OFF);
  mouse = on;
}

int radish_terminal_send(const uint8_t *bytes, size_t count) {
  if (screen == NULL || !is_taken) return 0;
  return write_all(STDOUT_FILENO, bytes, count);
}

// ---- Colours ----------------------------------------------------------------------------------------------------

// Pairs already told to curses, by colours. Open addressing; emptied when the terminal has no more of them.
typedef struct {
  int32_t foreground, background, pair;
} pair_entry;
#define PAIR_SLOTS (1u << 17)
static pair_entry *pair_table = NULL;
static int pair_count = 0;
static int pairs_exhausted = 0;

// curses' number of a colour, -1 for the terminal's own.
static int curses_color(uint32_t color, attr_t *attributes, int is_foreground) {
  uint32_t kind = color & 0xFF000000u, value = color & 0xFFFFFFu;
  if (kind == RADISH_COLOR_TERMINAL) return -1;
  if (direct) {
    if (kind == RADISH_COLOR_INDEXED) {
      value &= 0xFF;
      if (value < 8) return (int)value;  // these eight mean the ANSI colours in a direct terminal
      value = radish_rgb_of_index(value);
    }
    return value < 8 ? 8 : (int)value;
  }
  if (kind == RADISH_COLOR_RGB) return -1;  // resolved before it comes here
  value &= 0xFF;
  if ((int)value >= COLORS) {
    // Bright black would become black, and black on black cannot be read.
    if (value == 8) {
      if (is_foreground) *attributes |= A_DIM;
      return -1;
    }
    if (value < 16 && is_foreground) *attributes |= A_BOLD;
    if (value >= 16) return -1;
    value &= 7;
    if ((int)value >= COLORS) return -1;
  }
  return (int)value;
}

static int color_pair(uint32_t foreground, uint32_t background, attr_t *attributes) {
  if (!has_color) return 0;
  int fg = curses_color(foreground, attributes, 1), bg = curses_color(background, attributes, 0);
  if (fg < 0 && bg < 0) return 0;
  if (pair_table == NULL) {
    pair_table = calloc(PAIR_SLOTS, sizeof *pair_table);
    if (pair_table == NULL) return 0;
  }
  uint32_t slot = ((uint32_t)fg * 2654435761u ^ (uint32_t)bg * 2246822519u) >> 15;
  for (;; slot++) {
    pair_entry *entry = &pair_table[slot & (PAIR_SLOTS - 1)];
    if (entry->pair == 0) {
      int limit = COLOR_PAIRS < 65536 ? COLOR_PAIRS : 65536;
      if (pair_count + 1 >= limit) {
        pairs_exhausted = 1;
        return 0;
      }
      int pair = pair_count + 1;
      if (init_extended_pair(pair, fg, bg) != OK) return 0;
      pair_count = pair;
      *entry = (pair_entry){fg, bg, pair};
      return pair;
    }
    if (entry->foreground == fg && entry->background == bg) return entry->pair;
  }
}

// ---- Frames -----------------------------------------------------------------------------------------------------

void radish_terminal_size(int *columns, int *rows) {
  int width, height;
  window_size(columns, rows, &width, &height);
}

void radish_terminal_redraw(void) {
  free(shown);
  shown = NULL;
  if (screen != NULL) clearok(curscr, TRUE);
}

// Finds what changed in a row. A wide glyph is written from its left half.
static void find_span(const radish_cell *now, const radish_cell *before, int columns, int *first, int *last) {
  *first = 0;
  *last = columns - 1;
  if (before == NULL) return;
  if (memcmp(now, before, (size_t)columns * sizeof *now) == 0) {
    *last = -1;
    return;
  }
  while (memcmp(&now[*first], &before[*first], sizeof *now) == 0) (*first)++;
  while (memcmp(&now[*last], &before[*last], sizeof *now) == 0) (*last)--;
  while (*first > 0 && (now[*first].width == 0 || before[*first].width == 0)) (*first)--;
}

// Whether a frame is the one that is on the screen.
static int is_shown(const radish_cell *cells, int columns, int rows, int cursor_column, int cursor_row) {
  return shown != NULL && shown_columns == columns && shown_rows == rows && shown_cursor_column == cursor_column &&
         shown_cursor_row == cursor_row && memcmp(shown, cells, (size_t)columns * (size_t)rows * sizeof *cells) == 0;
}

// Room for the frame that is on the screen; 1 where that is of the same size, so that the next one can be told from it.
static int keep_size(int columns, int rows) {
  if (shown != NULL && shown_columns == columns && shown_rows == rows) return 1;
  size_t bytes = (size_t)columns * (size_t)rows * sizeof *shown;
  free(shown);
  shown = malloc(bytes > 0 ? bytes : 1);
  shown_columns = columns;
  shown_rows = rows;
  return 0;
}

// Sends a frame to a terminal with xterm's codes, in one piece.
static int present_bytes(const radish_cell *cells, int columns, int rows, int cursor_column, int cursor_row) {
  static radish_bytes frame;
  frame.count = 0;
  radish_bytes_add(&frame, FRAME_BEGIN);
  if (!keep_size(columns, rows)) {
    if (shown == NULL) return 0;
    // curses enters the screen and empties it; it never learns of anything more.
    write_all(STDOUT_FILENO, frame.bytes, frame.count);
    frame.count = 0;
    clearok(curscr, TRUE);
    refresh();
    const radish_cell blank = {
        .scalar = ' ', .foreground = RADISH_COLOR_TERMINAL, .background = RADISH_COLOR_TERMINAL, .width = 1};
    for (size_t i = 0; i < (size_t)columns * (size_t)rows; i++) shown[i] = blank;
  }
  radish_frame_bytes(cells, shown, columns, rows, has_no_palette, &frame);
  int has_cursor = cursor_column >= 0 && cursor_row >= 0;
  curs_set(has_cursor);
  if (has_cursor) {
    char place[32];
    snprintf(place, sizeof place, "\033[%d;%dH", cursor_row + 1, cursor_column + 1);
    radish_bytes_add(&frame, place);
  }
  radish_bytes_add(&frame, FRAME_END);
  return write_all(STDOUT_FILENO, frame.bytes, frame.count);
}

// Lets curses send a frame, in whatever way the terminal wants it.
static int present_by_curses(const radish_cell *cells, int columns, int rows, int cursor_column, int cursor_row) {
  int is_like_before = keep_size(columns, rows);
  if (pairs_exhausted) {
    // Every cell gets a new pair.
    is_like_before = 0;
    pairs_exhausted = 0;
    pair_count = 0;
    if (pair_table != NULL) memset(pair_table, 0, PAIR_SLOTS * sizeof *pair_table);
    reset_color_pairs();
  }
  static cchar_t *line = NULL;
  static int line_capacity = 0;
  if (line_capacity < columns + 1) {
    cchar_t *grown = realloc(line, sizeof *line * (size_t)(columns + 1));
    if (grown == NULL) return 0;
    line = grown;
    line_capacity = columns + 1;
  }
  uint32_t last_foreground = 0, last_background = 0;
  int last_pair = 0;
  attr_t last_bold = 0;
  for (int row = 0; row < rows; row++) {
    int count = 0, first, last;
    size_t start = (size_t)row * (size_t)columns;
    find_span(&cells[start], is_like_before && shown != NULL ? &shown[start] : NULL, columns, &first, &last);
    for (int column = first; column <= last; column++) {
      const radish_cell *cell = &cells[start + (size_t)column];
      if (cell->width == 0) continue;
      if (cell->foreground != last_foreground || cell->background != last_background) {
        last_foreground = cell->foreground;
        last_background = cell->background;
        last_bold = 0;
        last_pair = color_pair(last_foreground, last_background, &last_bold);
      }
      attr_t attributes = last_bold;
      if (cell->attributes & RADISH_BOLD) attributes |= A_BOLD;
      if (cell->attributes & RADISH_UNDERLINE) attributes |= A_UNDERLINE;
      if (cell->attributes & RADISH_REVERSE) attributes |= A_REVERSE;
      if (cell->attributes & RADISH_DIM) attributes |= A_DIM;
      wchar_t text[4] = {(wchar_t)cell->scalar, (wchar_t)cell->mark1, (wchar_t)cell->mark2, 0};
      if (cell->mark1 == 0) text[1] = 0;
      // A glyph whose width the C library sees differently would shift the rest of the row.
      int copies = 1;
      if (cell->scalar >= 0x7F && wcwidth(text[0]) != cell->width) {
        text[0] = L'?';
        text[1] = 0;
        copies = cell->width;
      }
      for (int mark = 1; text[mark] != 0 && mark < 3; mark++)
        if (wcwidth(text[mark]) != 0) text[mark] = 0;
      for (int copy = 0; copy < copies && first + count < columns; copy++)
        setcchar(&line[count++], text, attributes, (short)(last_pair < 32767 ? last_pair : 32767), &last_pair);
    }
    if (count > 0) mvadd_wchnstr(row, first, line, count);
  }
  if (cursor_column >= 0 && cursor_row >= 0) {
    move(cursor_row, cursor_column);
    curs_set(1);
  } else {
    curs_set(0);
  }
  if (modern) send_text(FRAME_BEGIN);
  refresh();
  if (modern) send_text(FRAME_END);
  return 1;
}

int radish_terminal_present(const radish_cell *cells, int columns, int rows, int cursor_column, int cursor_row) {
  if (screen == NULL || !is_taken || columns < 0 || rows < 0) return 0;
  if (columns != COLS || rows != LINES) {
    if (columns > 0 && rows > 0) resizeterm(rows, columns);
    radish_terminal_redraw();
  }
  if (is_shown(cells, columns, rows, cursor_column, cursor_row)) return 0;
  int is_sent = speaks_xterm ? present_bytes(cells, columns, rows, cursor_column, cursor_row)
                             : present_by_curses(cells, columns, rows, cursor_column, cursor_row);
  size_t bytes = (size_t)columns * (size_t)rows * sizeof *cells;
  if (shown != NULL && bytes > 0) memcpy(shown, cells, bytes);
  shown_cursor_column = cursor_column;
  shown_cursor_row = cursor_row;
  return is_sent;
}

// ---- Keys -------------------------------------------------------------------------------------------------------

ssize_t radish_terminal_read(uint8_t *bytes, size_t capacity) {
  struct pollfd input = {STDIN_FILENO, POLLIN, 0};
  int ready = poll(&input, 1, 0);
  if (ready <= 0) return 0;
  ssize_t count = read(STDIN_FILENO, bytes, capacity);
  if (count > 0) return count;
  if (count < 0 && (errno == EINTR || errno == EAGAIN)) return 0;
  return -1;
}

int radish_terminal_wait(int milliseconds) {
  struct pollfd inputs[2] = {{STDIN_FILENO, POLLIN, 0}, {pipe_read, POLLIN, 0}};
  return poll(inputs, pipe_read >= 0 ? 2 : 1, milliseconds) != 0;
}
