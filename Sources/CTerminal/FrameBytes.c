// The bytes that turn one frame into the next on a terminal that speaks xterm's language with 256 colours or more.
//
// curses could send frames too, and does on every other terminal, but it looks each colour up in terminfo's little language
// for every cell: on a picture, where nearly every cell has colours of its own, that takes longer than drawing it. Here a
// cell costs what its colours and glyph have as bytes, only what differs from the cell before is said, and places that did
// not change are jumped over.
#define _XOPEN_SOURCE 700
#include "CTerminal.h"

#include <stdlib.h>
#include <string.h>
#include <wchar.h>

typedef struct {
  radish_bytes *out;
  // The style that the terminal writes in now.
  uint32_t foreground, background;
  uint8_t attributes;
  int is_direct;
  // The column after the last cell written, -1 where the cursor's place is not known.
  int column;
} pen;

static int make_room(radish_bytes *out, size_t more) {
  if (out->count + more <= out->capacity) return 1;
  size_t capacity = out->capacity * 2 > out->count + more ? out->capacity * 2 : out->count + more + 4096;
  uint8_t *grown = realloc(out->bytes, capacity);
  if (grown == NULL) return 0;
  out->bytes = grown;
  out->capacity = capacity;
  return 1;
}

void radish_bytes_add(radish_bytes *out, const char *text) {
  size_t count = strlen(text);
  if (!make_room(out, count)) return;
  memcpy(out->bytes + out->count, text, count);
  out->count += count;
}

// The callers below have made room.
static void add_byte(radish_bytes *out, char byte) { out->bytes[out->count++] = (uint8_t)byte; }

static void add_number(radish_bytes *out, uint32_t number) {
  char digits[10];
  int count = 0;
  do {
    digits[count++] = (char)('0' + number % 10);
    number /= 10;
  } while (number > 0);
  while (count > 0) add_byte(out, digits[--count]);
}

static void add_scalar(radish_bytes *out, uint32_t scalar) {
  if (scalar < 0x80) {
    add_byte(out, (char)scalar);
  } else if (scalar < 0x800) {
    add_byte(out, (char)(0xC0 | scalar >> 6));
    add_byte(out, (char)(0x80 | (scalar & 0x3F)));
  } else if (scalar < 0x10000) {
    add_byte(out, (char)(0xE0 | scalar >> 12));
    add_byte(out, (char)(0x80 | (scalar >> 6 & 0x3F)));
    add_byte(out, (char)(0x80 | (scalar & 0x3F)));
  } else {
    add_byte(out, (char)(0xF0 | scalar >> 18));
    add_byte(out, (char)(0x80 | (scalar >> 12 & 0x3F)));
    add_byte(out, (char)(0x80 | (scalar >> 6 & 0x3F)));
    add_byte(out, (char)(0x80 | (scalar & 0x3F)));
  }
}

// ---- Styles -----------------------------------------------------------------------------------------------------

static void begin_code(radish_bytes *out, int *is_open) {
  if (*is_open) {
    add_byte(out, ';');
  } else {
    add_byte(out, '\033');
    add_byte(out, '[');
    *is_open = 1;
  }
}

uint32_t radish_rgb_of_index(uint32_t index) {
  static const uint32_t basic[16] = {0x000000, 0xcd0000, 0x00cd00, 0xcdcd00, 0x0000ee, 0xcd00cd, 0x00cdcd, 0xe5e5e5,
                                     0x7f7f7f, 0xff0000, 0x00ff00, 0xffff00, 0x5c5cff, 0xff00ff, 0x00ffff, 0xffffff};
  static const uint32_t step[6] = {0, 95, 135, 175, 215, 255};
  index &= 0xFF;
  if (index < 16) return basic[index];
  if (index < 232) {
    uint32_t cube = index - 16;
    return step[cube / 36] << 16 | step[cube / 6 % 6] << 8 | step[cube % 6];
  }
  uint32_t grey = 8 + 10 * (index - 232);
  return grey << 16 | grey << 8 | grey;
}

// base is 30 for the foreground, 40 for the background.
static void add_color(radish_bytes *out, uint32_t color, uint32_t base, int is_direct, int *is_open) {
  uint32_t kind = color & 0xFF000000u, value = color & 0xFFFFFFu;
  if (is_direct && kind == RADISH_COLOR_INDEXED && (value & 0xFF) >= 8) {
    kind = RADISH_COLOR_RGB;
    value = radish_rgb_of_index(value);
  }
  begin_code(out, is_open);
  if (kind == RADISH_COLOR_TERMINAL) {
    add_number(out, base + 9);
  } else if (kind == RADISH_COLOR_RGB) {
    // In the words of the terminal's description: 38:2::red:green:blue, else as older terminals know it: 38;2;red;green;blue.
    char between = is_direct ? ':' : ';';
    add_number(out, base + 8);
    add_byte(out, between);
    add_byte(out, '2');
    if (is_direct) add_byte(out, between);
    for (int shift = 16; shift >= 0; shift -= 8) {
      add_byte(out, between);
      add_number(out, value >> shift & 0xFF);
    }
  } else if ((value & 0xFF) < 8) {
    add_number(out, base + (value & 0xFF));
  } else if ((value & 0xFF) < 16) {
    add_number(out, base + 60 + (value & 0xFF) - 8);
  } else {
    add_number(out, base + 8);
    add_byte(out, ';');
    add_byte(out, '5');
    add_byte(out, ';');
    add_number(out, value & 0xFF);
  }
}

static void set_style(pen *pen, uint32_t foreground, uint32_t background, uint8_t attributes) {
  static const struct {
    uint8_t bit;
    char code;
  } codes[] = {{RADISH_BOLD, '1'}, {RADISH_DIM, '2'}, {RADISH_UNDERLINE, '4'}, {RADISH_REVERSE, '7'}};
  int is_open = 0;
  if (pen->attributes & ~attributes) {
    // No single code takes bold away on every terminal.
    begin_code(pen->out, &is_open);
    add_byte(pen->out, '0');
    pen->attributes = 0;
    pen->foreground = pen->background = RADISH_COLOR_TERMINAL;
  }
  for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
    if (!(attributes & ~pen->attributes & codes[i].bit)) continue;
    begin_code(pen->out, &is_open);
    add_byte(pen->out, codes[i].code);
  }
  if (pen->foreground != foreground) add_color(pen->out, foreground, 30, pen->is_direct, &is_open);
  if (pen->background != background) add_color(pen->out, background, 40, pen->is_direct, &is_open);
  if (is_open) add_byte(pen->out, 'm');
  pen->foreground = foreground;
  pen->background = background;
  pen->attributes = attributes;
}

// ---- Cells ------------------------------------------------------------------------------------------------------

static int is_same(const radish_cell *a, const radish_cell *b) { return memcmp(a, b, sizeof *a) == 0; }

// A blank shows nothing of its foreground unless it is turned round or underlined.
static int is_blank(const radish_cell *cell) {
  return cell->scalar == ' ' && cell->mark1 == 0 && !(cell->attributes & (RADISH_UNDERLINE | RADISH_REVERSE));
}

// What the C library sees as wider or narrower than we do would shift the rest of the row: question marks stand for it.
static void add_glyph(radish_bytes *out, const radish_cell *cell) {
  if (cell->scalar >= 0x7F && wcwidth((wchar_t)cell->scalar) != cell->width) {
    for (int copy = 0; copy < cell->width; copy++) add_byte(out, '?');
    return;
  }
  add_scalar(out, cell->scalar);
  const uint32_t marks[2] = {cell->mark1, cell->mark2};
  for (int i = 0; i < 2 && marks[i] != 0; i++)
    if (wcwidth((wchar_t)marks[i]) == 0) add_scalar(out, marks[i]);
}

static void add_cell(pen *pen, const radish_cell *cell) {
  set_style(pen, is_blank(cell) ? pen->foreground : cell->foreground, cell->background, cell->attributes);
  add_glyph(pen->out, cell);
}

// Whether cells that are right already are written again for less than a jump costs.
static int is_cheaper_than_jump(const pen *pen, const radish_cell *cells, int from, int to) {
  if (to - from > 4) return 0;
  for (int column = from; column < to; column++) {
    const radish_cell *cell = &cells[column];
    if (cell->scalar >= 0x7F || cell->width != 1 || cell->mark1 != 0 || cell->background != pen->background ||
        cell->attributes != pen->attributes || (!is_blank(cell) && cell->foreground != pen->foreground))
      return 0;
  }
  return 1;
}

static void go_to(pen *pen, const radish_cell *cells, int row, int column) {
  radish_bytes *out = pen->out;
  if (pen->column == column) return;
  if (pen->column >= 0 && pen->column < column) {
    if (is_cheaper_than_jump(pen, cells, pen->column, column)) {
      for (int place = pen->column; place < column; place++) add_byte(out, (char)cells[place].scalar);
      return;
    }
    add_byte(out, '\033');
    add_byte(out, '[');
    if (column - pen->column > 1) add_number(out, (uint32_t)(column - pen->column));
    add_byte(out, 'C');
    return;
  }
  add_byte(out, '\033');
  add_byte(out, '[');
  add_number(out, (uint32_t)row + 1);
  if (column > 0) {
    add_byte(out, ';');
    add_number(out, (uint32_t)column + 1);
  }
  add_byte(out, 'H');
}

// The first column from which a row ends in blanks on the terminal's own background.
static int blank_end(const radish_cell *cells, int columns) {
  int end = columns;
  while (end > 0 && is_blank(&cells[end - 1]) && cells[end - 1].width == 1 && cells[end - 1].attributes == 0 &&
         cells[end - 1].background == RADISH_COLOR_TERMINAL)
    end--;
  return end;
}

static void add_row(pen *pen, const radish_cell *now, const radish_cell *before, int columns, int row) {
  if (memcmp(now, before, sizeof *now * (size_t)columns) == 0) return;
  int blanks = blank_end(now, columns);
  for (int column = 0; column < columns; column++) {
    const radish_cell *cell = &now[column];
    // A wide glyph is written from its left half.
    if (cell->width == 0) continue;
    int is_wide = cell->width == 2 && column + 1 < columns;
    if (is_same(cell, &before[column]) && !(is_wide && !is_same(&now[column + 1], &before[column + 1]))) continue;
    go_to(pen, now, row, column);
    if (column >= blanks && columns - column > 3) {
      set_style(pen, pen->foreground, RADISH_COLOR_TERMINAL, 0);
      radish_bytes_add(pen->out, "\033[K");
      pen->column = column;
      return;
    }
    add_cell(pen, cell);
    pen->column = column + cell->width;
    // Past the last column terminals differ about where the cursor is.
    if (pen->column >= columns) pen->column = -1;
  }
}

void radish_frame_bytes(const radish_cell *now, const radish_cell *before, int columns, int rows, int is_direct,
                        radish_bytes *out) {
  pen pen = {out, RADISH_COLOR_TERMINAL, RADISH_COLOR_TERMINAL, 0, is_direct, -1};
  for (int row = 0; row < rows; row++) {
    size_t start = (size_t)row * (size_t)columns;
    // A cell takes at most two colours of 18 bytes, four attributes, a jump and three scalars.
    if (!make_room(out, (size_t)columns * 80 + 64)) return;
    pen.column = -1;
    add_row(&pen, &now[start], &before[start], columns, row);
  }
  if (!make_room(out, 16)) return;
  set_style(&pen, RADISH_COLOR_TERMINAL, RADISH_COLOR_TERMINAL, 0);
}
