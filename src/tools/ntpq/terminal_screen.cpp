#include "tools/ntpq/terminal_screen.hpp"

#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>

namespace foliot::ntpq {
namespace {

constexpr std::int64_t kResizeCheck_ms = 250;
constexpr std::string_view kEnter = "\x1b[?1049h\x1b[?25l";  // another screen, no cursor
constexpr std::string_view kLeave = "\x1b[?25h\x1b[?1049l";

void put(std::string_view text) {
  while (!text.empty()) {
    const ssize_t count = ::write(STDOUT_FILENO, text.data(), text.size());
    if (count <= 0) return;
    text.remove_prefix(static_cast<std::size_t>(count));
  }
}

}  // namespace

TerminalScreen::TerminalScreen(Interrupts& interrupts, bool full) : interrupts_(&interrupts), full_(full) {
  interrupts_->hold();
  full_ = full_ && ::tcgetattr(STDIN_FILENO, &before_) == 0;
  if (!full_) return;
  termios keys = before_;
  keys.c_lflag &= ~static_cast<tcflag_t>(ECHO | ICANON | ISIG);  // Ctrl-C is a key
  ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &keys);
  put(kEnter);
}

TerminalScreen::~TerminalScreen() {
  if (full_) {
    put(kLeave);
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
  }
  static_cast<void>(interrupts_->take());
  interrupts_->release();
}

ScreenSize TerminalScreen::size() {
  winsize window{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &window) != 0 || window.ws_row == 0) return {};
  return {.rows = window.ws_row, .columns = window.ws_col};
}

void TerminalScreen::show(const std::string& frame) {
  std::string text = "\x1b[H";
  for (const char c : frame) {
    if (c == '\n') text += "\x1b[K";
    text += c;
  }
  put(text + "\x1b[K");
}

std::optional<std::string> TerminalScreen::wait(std::int64_t wait_ms) {
  const int slice_ms =
      static_cast<int>(full_ ? std::min(wait_ms, kResizeCheck_ms) : std::min<std::int64_t>(wait_ms, 60'000));
  std::array<pollfd, 2> waiting{{{.fd = full_ ? STDIN_FILENO : -1, .events = POLLIN, .revents = 0},
                                 {.fd = interrupts_->fd(), .events = POLLIN, .revents = 0}}};
  if (::poll(waiting.data(), waiting.size(), slice_ms) <= 0) return "";
  if (waiting[1].revents != 0) return std::nullopt;
  std::array<char, 64> typed{};
  const ssize_t count = ::read(STDIN_FILENO, typed.data(), typed.size());
  if (count <= 0) return std::nullopt;
  return std::string(typed.data(), static_cast<std::size_t>(count));
}

}  // namespace foliot::ntpq
