#include "CTerminal.h"
int radish_terminal_abi(void) { return 1; }
