// Query: one question to the server and its whole answer, with timeouts and one retry.
#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "auth/symmetric_key.hpp"
#include "tools/ntpq/channel.hpp"
#include "tools/ntpq/reassembly.hpp"
#include "wire/control_message.hpp"

namespace foliot::ntpq {

struct Question {
  wire::ControlOpcode opcode = wire::ControlOpcode::read_status;
  std::uint16_t association_id = 0;
  std::string_view data;  ///< at most 468 octets
  bool sealed = false;    ///< with Client::key
};

struct Answer {
  std::uint16_t status = 0;
  Bytes data;
  [[nodiscard]] std::string text() const { return {data.begin(), data.end()}; }
};

enum class QueryError : std::uint8_t {
  no_host,      ///< none was opened
  no_key,       ///< the question is to be sealed, and there is no key
  too_long,     ///< the question does not fit into one message
  channel,      ///< Channel::reason() says why
  timed_out,    ///< nothing came
  incomplete,   ///< some of the answer came
  too_much,     ///< the answer has no end
  refused,      ///< Failure::code says why
  no_nonce,     ///< the server gave none, or a strange one
  stalled,      ///< answers come, but nothing new in them
  interrupted,  ///< by the person
};

struct Failure {
  QueryError error = QueryError::timed_out;
  std::uint8_t code = 0;  ///< of an error response, wire::ControlError or another
};

class Client {
 public:
  explicit Client(Channel& channel) : channel_(&channel) {}

  [[nodiscard]] std::expected<void, ChannelError> open(const std::string& host, FamilyChoice family);
  /// Asks; asks once more when nothing or not all of the answer came.
  [[nodiscard]] std::expected<Answer, Failure> ask(const Question& question);

  /// What was opened last; empty: nothing yet.
  [[nodiscard]] const std::string& host() const { return host_; }
  [[nodiscard]] std::string reason() const { return channel_->reason(); }
  [[nodiscard]] std::int64_t now_ms() { return channel_->now_ms(); }

  std::int64_t primary_timeout_ms = 5000;         ///< for the first fragment
  std::int64_t secondary_timeout_ms = 3000;       ///< for each fragment after it
  std::uint8_t version = 2;                       ///< of NTP, that requests claim
  std::optional<auth::SymmetricKey> key;          ///< seals what changes the server
  std::function<bool()> loses;                    ///< for tests: whether this datagram is to be lost; empty: none
  std::function<void(const std::string&)> trace;  ///< is told what goes to and fro; empty: nobody listens

 private:
  [[nodiscard]] std::expected<Answer, Failure> try_once(const Question& question);
  void tell(std::string_view what, std::span<const std::uint8_t> datagram) const;
  [[nodiscard]] std::expected<Answer, Failure> collect(Reassembly& reassembly);

  Channel* channel_;
  std::string host_;
  std::uint16_t sequence_ = 0;
};

/// The line for the error stream, as scripts know it; ends without a line end. association_id: that was asked for.
[[nodiscard]] std::string failure_text(const Failure& failure, std::uint16_t association_id, const std::string& reason);

}  // namespace foliot::ntpq
