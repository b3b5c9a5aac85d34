#include "tools/ntpq/this_machine.hpp"

#include <termios.h>
#include <unistd.h>

#include <ctime>
#include <iostream>

#include "platform/files.hpp"
#include "platform/machine_clock.hpp"
#include "tools/ntpq/look_up.hpp"

namespace foliot::ntpq {
namespace {

constexpr std::size_t kMaxFileBytes = 16'000'000;

/// The terminal does not show what is typed as long as this lives. Does nothing where the input is no terminal.
class HiddenInput {
 public:
  HiddenInput() {
    if (::tcgetattr(STDIN_FILENO, &before_) != 0) return;
    termios hidden = before_;
    hidden.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    changed_ = ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden) == 0;
  }
  ~HiddenInput() {
    if (!changed_) return;
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
    std::cerr << '\n';
  }
  HiddenInput(const HiddenInput&) = delete;
  HiddenInput& operator=(const HiddenInput&) = delete;

 private:
  termios before_{};
  bool changed_ = false;
};

}  // namespace

void ThisMachine::catch_interrupts(bool caught) {
  if (caught) {
    interrupts_->hold();
  } else {
    interrupts_->release();
  }
}

std::optional<std::string> ThisMachine::ask(const std::string& prompt, bool hidden) {
  std::cerr << prompt << std::flush;
  std::optional<HiddenInput> silence;
  if (hidden) silence.emplace();
  std::string line;
  if (!std::getline(std::cin, line)) return std::nullopt;
  return line;
}

std::optional<std::string> ThisMachine::read_file(const std::string& path) {
  auto text = platform::read_small_file(path, kMaxFileBytes);
  if (!text) return std::nullopt;
  return std::move(*text);
}

std::optional<std::string> ThisMachine::name_of(const base::IpAddress& address) {
  const auto known = names_.find(address);
  if (known != names_.end()) return known->second;
  return names_[address] = look_up_name(address);
}

std::optional<base::IpAddress> ThisMachine::address_of(const std::string& host, FamilyChoice family) {
  const auto addresses = look_up(host, family, 0);
  if (addresses.empty()) return std::nullopt;
  return addresses.front().ip;
}

WallTime ThisMachine::now() {
  return platform::system_clock_reading().wall;
}

int ThisMachine::zone_offset_s(WallTime time) {
  const std::time_t seconds = time.nanoseconds() / 1'000'000'000;
  std::tm local{};
  if (::localtime_r(&seconds, &local) == nullptr) return 0;
  return static_cast<int>(local.tm_gmtoff);
}

}  // namespace foliot::ntpq
