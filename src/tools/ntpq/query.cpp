#include "tools/ntpq/query.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "auth/mac.hpp"
#include "wire/packet.hpp"

namespace foliot::ntpq {
namespace {

/// However a server drips its fragments, an answer is given up this long after its first timeout.
constexpr std::int64_t kMostExtra_ms = 30'000;
constexpr std::size_t kHeaderSize = wire::ControlHeader::kSize;
constexpr std::size_t kMacAlignment = 8;  // see wire/control_message.hpp

std::unexpected<Failure> fail(QueryError error, std::uint8_t code = 0) {
  return std::unexpected(Failure{.error = error, .code = code});
}

std::string refusal_text(std::uint8_t code, std::uint16_t association_id) {
  switch (static_cast<wire::ControlError>(code)) {
    case wire::ControlError::unspecified:
      return "***Server returned an unspecified error";
    case wire::ControlError::permission:
      return "***Server disallowed request (authentication?)";
    case wire::ControlError::bad_format:
      return "***Server reports a bad format request packet";
    case wire::ControlError::bad_opcode:
      return "***Server reports a bad opcode in request";
    case wire::ControlError::bad_association:
      return fmt::format("***Association ID {} unknown to server", association_id);
    case wire::ControlError::unknown_variable:
      return "***A request variable unknown to the server";
    case wire::ControlError::bad_value:
      return "***Server indicates a request variable was bad";
    default:
      return fmt::format("***Server returns unknown error code {}", code);
  }
}

}  // namespace

std::expected<void, ChannelError> Client::open(const std::string& host, FamilyChoice family) {
  const auto opened = channel_->open(host, family);
  if (opened) host_ = host;
  return opened;
}

std::expected<Answer, Failure> Client::ask(const Question& question) {
  if (host_.empty()) return fail(QueryError::no_host);
  if (question.data.size() > wire::kMaxControlData) return fail(QueryError::too_long);
  if (question.sealed && !key) return fail(QueryError::no_key);
  const auto answer = try_once(question);
  if (answer) return answer;
  const QueryError error = answer.error().error;
  if (error != QueryError::timed_out && error != QueryError::incomplete) return answer;
  return try_once(question);
}

void Client::tell(std::string_view what, std::span<const std::uint8_t> datagram) const {
  if (!trace) return;
  const auto message = wire::parse_control_message(datagram);
  std::string line = fmt::format("{} {} octets", what, datagram.size());
  if (message) {
    const wire::ControlHeader& header = message->header;
    line += fmt::format(": opcode {}, sequence {}, status 0x{:04x}, association {}, offset {}, count {}{}",
                        static_cast<unsigned>(header.opcode), header.sequence, header.status, header.association_id,
                        header.offset, header.count, header.more ? ", more to come" : "");
  }
  trace(line);
}

std::expected<Answer, Failure> Client::try_once(const Question& question) {
  wire::ControlHeader header;
  header.version = version;
  header.opcode = question.opcode;
  header.sequence = ++sequence_;
  header.association_id = question.association_id;
  std::array<std::uint8_t, kHeaderSize + wire::kMaxControlData + wire::kMaxMacLength> buffer{};
  wire::ByteWriter out(buffer);
  wire::write_control_message(out, header, Bytes(question.data.begin(), question.data.end()));
  if (question.sealed) {
    out.pad_to(kMacAlignment);
    auth::seal(out, *key);
  }
  tell("sending", out.written());
  if (!channel_->send(out.written())) return fail(QueryError::channel);
  Reassembly reassembly(question.opcode, sequence_);
  return collect(reassembly);
}

std::expected<Answer, Failure> Client::collect(Reassembly& reassembly) {
  std::int64_t deadline_ms = channel_->now_ms() + primary_timeout_ms;
  const std::int64_t last_deadline_ms = deadline_ms + kMostExtra_ms;
  for (;;) {
    const std::int64_t wait_ms = std::min(deadline_ms, last_deadline_ms) - channel_->now_ms();
    const auto datagram = channel_->receive(std::max<std::int64_t>(wait_ms, 0));
    if (!datagram && datagram.error() == ChannelError::failed) return fail(QueryError::channel);
    if (!datagram && datagram.error() == ChannelError::interrupted) return fail(QueryError::interrupted);
    if (!datagram || wait_ms < 0) return fail(reassembly.empty() ? QueryError::timed_out : QueryError::incomplete);
    if (loses && loses()) continue;
    tell("received", *datagram);
    switch (reassembly.add(*datagram)) {
      case Progress::ignored:
        break;
      case Progress::added:
        deadline_ms = channel_->now_ms() + secondary_timeout_ms;
        break;
      case Progress::complete:
        return Answer{.status = reassembly.status(), .data = reassembly.data()};
      case Progress::refused:
        return fail(QueryError::refused, reassembly.error());
      case Progress::too_much:
        return fail(QueryError::too_much);
    }
  }
}

std::string failure_text(const Failure& failure, std::uint16_t association_id, const std::string& reason) {
  switch (failure.error) {
    case QueryError::no_host:
      return "***No host open, use `host' command";
    case QueryError::no_key:
      return "***No key: use `keyid' and `passwd', or the options -a and -k";
    case QueryError::too_long:
      return "***Request data too large";
    case QueryError::channel:
      return "ntpq: " + reason;
    case QueryError::timed_out:
      return "***Request timed out";
    case QueryError::incomplete:
      return "***Response from server was incomplete";
    case QueryError::too_much:
      return "***Buffer size exceeded for returned data";
    case QueryError::no_nonce:
      return "***Server gave no nonce, without which it does not list its clients";
    case QueryError::stalled:
      return "***Giving up: the server's list cannot be read to its end, it changes too fast or repeats itself";
    case QueryError::interrupted:
      return "***Interrupted";
    case QueryError::refused:
      break;
  }
  return refusal_text(failure.code, association_id);
}

}  // namespace foliot::ntpq
