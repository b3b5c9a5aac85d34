// CardService: the network cards that stamp packets, as the control thread sees them (docs/HARDWARE_TIMESTAMPS.md).
//
// They are asked to do so at the start, which takes a right that only the start has. From then on their clocks are read
// every few seconds, and a table says how to place what they stamp. Without them the kernel's stamps are used, so what
// fails is said in one line.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "clock/phc_map.hpp"
#include "clock/stamp_choice.hpp"
#include "config/config.hpp"
#include "daemon/logger.hpp"
#include "platform/links.hpp"
#include "platform/stamping_card.hpp"

namespace foliot::daemon {

/// Whether `config` asks for any stamps of cards, so that sockets should take them.
[[nodiscard]] bool asks_for_card_stamps(const config::Config& config);

class CardService {
 public:
  CardService(const platform::CardCalls& calls, Logger& log) : calls_(calls), log_(log) {}

  /// Has the cards stamp that `config` names, of the machine's `links`: with the privileges that there still are.
  void enable(const config::Config& config, const std::vector<platform::Link>& links);
  /// From now on the lines of `config` hold, for the cards that were enabled.
  void configure(const config::Config& config);

  /// Reads the clocks whose time has come; true when the table is another one now.
  bool on_turn(MonoTime now);
  /// Nothing when there is no card.
  [[nodiscard]] std::optional<MonoTime> next_deadline() const;
  [[nodiscard]] const clock::CardTable& table() const { return table_; }
  /// Puts back how the cards stamped before, where that is still allowed.
  void restore();

 private:
  struct Used {
    platform::StampingCard card;
    config::HardwareStampLine line;
    clock::PhcTracker tracker;
    MonoTime due = {};
    unsigned readings = 0;
    double octet_s = 0;
    bool failed = false;  ///< the last reading, and that was said
  };

  void enable_named(const config::Config& config, const std::vector<platform::Link>& links);
  void enable_all(const config::Config& config, const std::vector<platform::Link>& links);
  [[nodiscard]] std::expected<void, platform::SysError> enable_one(const std::string& name,
                                                                   const config::HardwareStampLine& line);
  void read(Used& used, MonoTime now);
  void make_table();
  void complain(const std::string& about, const std::string& text);

  platform::CardCalls calls_;
  Logger& log_;
  std::vector<Used> cards_;
  std::set<std::string> asked_;  ///< names of lines at the start that were not `off`
  clock::CardTable table_;
  std::set<std::string> complaints_;
};

}  // namespace foliot::daemon
