#include "tools/ntpq/reassembly.hpp"

#include <iterator>

#include "wire/header.hpp"

namespace foliot::ntpq {

bool Reassembly::belongs(const wire::ControlHeader& header) const {
  return header.response && header.version >= 1 && header.version <= wire::kVersion && header.opcode == opcode_ &&
         header.sequence == sequence_;
}

bool Reassembly::overlaps(std::size_t begin, std::size_t end) const {
  const auto next = fragments_.lower_bound(begin);
  if (next != fragments_.end() && (next->first == begin || next->first < end)) return true;
  if (next == fragments_.begin()) return false;
  const auto& [offset, bytes] = *std::prev(next);
  return offset + bytes.size() > begin;
}

bool Reassembly::complete() const {
  if (!last_seen_) return false;
  std::size_t end = 0;
  for (const auto& [offset, bytes] : fragments_) {
    if (offset != end) return false;
    end += bytes.size();
  }
  return std::prev(fragments_.end())->first == last_offset_;
}

Progress Reassembly::add(std::span<const std::uint8_t> datagram) {
  const auto message = wire::parse_control_message(datagram);
  if (!message || !belongs(message->header)) return Progress::ignored;
  const wire::ControlHeader& header = message->header;
  if (header.error) {
    error_ = static_cast<std::uint8_t>(wire::to_control_error(header.status));
    return Progress::refused;
  }
  const std::size_t end = std::size_t{header.offset} + header.count;
  if (header.more ? header.count == 0 : last_seen_) return Progress::ignored;
  if (overlaps(header.offset, end)) return Progress::ignored;
  if (end > kMaxAnswer || fragments_.size() == kMaxFragments) return Progress::too_much;
  fragments_[header.offset] = Bytes(message->data.begin(), message->data.end());
  if (!header.more) {
    last_seen_ = true;
    last_offset_ = header.offset;
    status_ = header.status;
  }
  return complete() ? Progress::complete : Progress::added;
}

Bytes Reassembly::data() const {
  Bytes all;
  for (const auto& [offset, bytes] : fragments_) all.insert(all.end(), bytes.begin(), bytes.end());
  return all;
}

}  // namespace foliot::ntpq
