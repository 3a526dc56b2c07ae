#define _GNU_SOURCE
#include "CTerminal.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

pid_t radish_pty_spawn(const char *path, char *const arguments[], char *const environment[], int columns, int rows,
                       int *descriptor) {
  struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)columns};
  pid_t process = forkpty(descriptor, NULL, NULL, &size);
  if (process == 0) {
    for (int number = 1; number < 32; number++) signal(number, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    execve(path, arguments, environment);
    _exit(127);
  }
  if (process > 0) fcntl(*descriptor, F_SETFD, FD_CLOEXEC);
  return process;
}

pid_t radish_process_spawn(const char *path, char *const arguments[], char *const environment[], int *output,
                           int *error) {
  int outputs[2], errors[2];
  if (pipe2(outputs, O_CLOEXEC) != 0) return -1;
  if (pipe2(errors, O_CLOEXEC) != 0) {
    close(outputs[0]);
    close(outputs[1]);
    return -1;
  }
  pid_t process = fork();
  if (process == 0) {
    int nothing = open("/dev/null", O_RDONLY);
    dup2(nothing, 0);
    dup2(outputs[1], 1);
    dup2(errors[1], 2);
    for (int descriptor = 3; descriptor < 1024; descriptor++) close(descriptor);
    for (int number = 1; number < 32; number++) signal(number, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    execve(path, arguments, environment);
    _exit(127);
  }
  close(outputs[1]);
  close(errors[1]);
  *output = outputs[0];
  *error = errors[0];
  return process;
}

void radish_pty_resize(int descriptor, int columns, int rows) {
  struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)columns};
  ioctl(descriptor, TIOCSWINSZ, &size);
}

int radish_pty_modes(int descriptor, char *text, size_t capacity) {
  struct termios modes;
  if (tcgetattr(descriptor, &modes) != 0) return 0;
  return snprintf(text, capacity, "input %x output %x control %x local %x", modes.c_iflag, modes.c_oflag,
                  modes.c_cflag, modes.c_lflag);
}

ssize_t radish_pty_read(int descriptor, uint8_t *bytes, size_t capacity, int milliseconds) {
  struct pollfd input = {descriptor, POLLIN, 0};
  int ready = poll(&input, 1, milliseconds);
  if (ready <= 0) return 0;
  ssize_t count = read(descriptor, bytes, capacity);
  if (count > 0) return count;
  if (count < 0 && (errno == EINTR || errno == EAGAIN)) return 0;
  return -1;
}

int radish_pty_wait(pid_t process, int milliseconds, int *status) {
  for (int waited = 0;; waited += 5) {
    int raw = 0;
    pid_t ended = waitpid(process, &raw, WNOHANG);
    if (ended == process) {
      *status = WIFEXITED(raw) ? WEXITSTATUS(raw) : 128 + WTERMSIG(raw);
      return 1;
    }
    if (ended < 0 && errno != EINTR) {
      *status = -1;
      return 1;
    }
    if (waited >= milliseconds) return 0;
    struct timespec pause = {0, 5 * 1000 * 1000};
    nanosleep(&pause, NULL);
  }
}

int radish_pty_is_stopped(pid_t process) {
  char path[64], line[512];
  snprintf(path, sizeof path, "/proc/%d/stat", (int)process);
  FILE *file = fopen(path, "r");
  if (file == NULL) return 0;
  size_t count = fread(line, 1, sizeof line - 1, file);
  fclose(file);
  line[count] = 0;
  char *end = strrchr(line, ')');
  return end != NULL && end[1] == ' ' && end[2] == 'T';
}
