// MruWalk: asks a server for its whole list of clients, answer by answer, from the oldest client to the newest.
//
// Each question names the newest clients that are known, the server goes on behind them, and at the end says `now`.
// Clients that send meanwhile come again, as newer ones. The server is hostile until shown otherwise: it may never end,
// repeat itself, or answer with things that were not asked for. So every answer must bring something new, but for a
// few; and the number of clients and of questions is bounded. A server that answers nothing useful ends the walk.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "tools/ntpq/mru_list.hpp"
#include "tools/ntpq/query.hpp"

namespace foliot::ntpq {

inline constexpr std::size_t kMostClients = 1'000'000;
inline constexpr int kMostQuestions = 50'000;
inline constexpr int kMostSetbacks = 8;  ///< answers without anything new, and fresh starts

/// What `mrulist` was asked to do.
struct MruOptions {
  std::vector<std::pair<std::string, std::string>> filters;  ///< sent to the server, in this order
  std::string recent;                                        ///< only in the first question; empty: not asked for
  std::string sort;                                          ///< empty: lstint
  std::int64_t fragments = 32;                               ///< at most in one answer
  std::int64_t rows = 0;                                     ///< at most in one answer, instead of fragments; 0: not
  bool limited = false;
  bool kiss = false;
  bool with_score = false;
};

/// Words `tag=value`, and `kod` and `limited` by themselves. On failure: what is wrong, for the person.
[[nodiscard]] std::expected<MruOptions, std::string> parse_mru_options(const std::vector<std::string>& words);

class MruWalk {
 public:
  using Ask = std::function<std::expected<Answer, Failure>(const Question&)>;
  struct Hooks {
    Ask ask;
    std::function<std::int64_t()> now_ms;
    std::function<bool()> interrupted;                               ///< stop, and keep what there is
    std::function<void(const Answer&)> answered = {};                ///< each answer as it came
    std::function<void(const std::vector<MruEntry>&)> arrived = {};  ///< the new entries of each answer
  };

  MruWalk(const MruOptions& options, RefusalBits bits, Hooks hooks)
      : options_(options), bits_(bits), hooks_(std::move(hooks)) {}

  /// The whole list, unsorted; incomplete when it was interrupted. Failures are the server's or the network's.
  [[nodiscard]] std::expected<MruList, Failure> run();

  [[nodiscard]] std::size_t known() const { return entries_.size(); }
  [[nodiscard]] std::size_t updates() const { return updates_; }

 private:
  [[nodiscard]] std::expected<void, Failure> fetch_nonce();
  [[nodiscard]] std::string question() const;
  void add_known(std::string& text) const;
  [[nodiscard]] std::expected<void, Failure> step();
  [[nodiscard]] std::expected<void, Failure> take(const Answer& answer);
  [[nodiscard]] std::expected<void, Failure> recover(const Failure& failure);
  [[nodiscard]] std::expected<void, Failure> set_back(const Failure& failure);
  [[nodiscard]] std::size_t merge(const std::vector<MruEntry>& entries);

  MruOptions options_;
  RefusalBits bits_;
  Hooks hooks_;
  std::string nonce_;
  std::int64_t nonce_at_ms_ = 0;
  std::map<std::string, MruEntry> entries_;  ///< by address with port
  std::vector<MruEntry> newest_;             ///< of the last answer, newest last: where the next question goes on
  std::size_t updates_ = 0;
  int setbacks_ = 0;
  bool first_ = true;
  bool done_ = false;
  Timestamp now_;
};

}  // namespace foliot::ntpq
