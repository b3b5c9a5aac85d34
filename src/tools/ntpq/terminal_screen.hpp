// TerminalScreen: the Screen of the program. It takes the whole terminal and gives it back as it was.
#pragma once

#include <termios.h>

#include "tools/ntpq/interrupts.hpp"
#include "tools/ntpq/screen.hpp"

namespace foliot::ntpq {

class TerminalScreen final : public Screen {
 public:
  /// full: standard input and output are a terminal that knows how to place a cursor.
  TerminalScreen(Interrupts& interrupts, bool full);
  ~TerminalScreen() override;
  TerminalScreen(const TerminalScreen&) = delete;
  TerminalScreen& operator=(const TerminalScreen&) = delete;

  [[nodiscard]] bool is_full() const override { return full_; }
  [[nodiscard]] ScreenSize size() override;
  void show(const std::string& frame) override;
  [[nodiscard]] std::optional<std::string> wait(std::int64_t wait_ms) override;

 private:
  Interrupts* interrupts_;
  bool full_;
  termios before_{};
};

}  // namespace foliot::ntpq
