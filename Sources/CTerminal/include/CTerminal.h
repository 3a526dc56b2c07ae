#ifndef RADISH_CTERMINAL_H
#define RADISH_CTERMINAL_H
int radish_terminal_abi(void);
#endif
