// Text of addresses, by RFC 4291 section 2.2 (read) and RFC 5952 (written).
#include "base/ip_address.hpp"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <memory>

namespace foliot::base {
namespace {

constexpr std::size_t kGroups = 8;
using Groups = std::array<std::uint16_t, kGroups>;

template <class Number>
bool parse_whole(std::string_view text, Number& value, int radix) {
  const char* end = std::to_address(text.end());
  const auto result = std::from_chars(std::to_address(text.begin()), end, value, radix);
  return !text.empty() && result.ec == std::errc{} && result.ptr == end;
}

bool parse_octet(std::string_view text, std::uint8_t& octet) {
  if (text.size() > 3 || (text.size() > 1 && text.front() == '0')) return false;
  return parse_whole(text, octet, 10);
}

std::optional<std::array<std::uint8_t, 4>> parse_quad(std::string_view text) {
  std::array<std::uint8_t, 4> octets{};
  for (std::size_t i = 0; i < 4; ++i) {
    const std::size_t dot = text.find('.');
    if ((dot == std::string_view::npos) != (i == 3)) return std::nullopt;
    if (!parse_octet(text.substr(0, dot), octets[i])) return std::nullopt;
    text = i == 3 ? std::string_view{} : text.substr(dot + 1);
  }
  return octets;
}

/// Whether the groups end where the address ends: only there a dotted quad may stand (RFC 4291 section 2.2).
enum class Side : std::uint8_t { before_gap, at_end };

/// The groups on one side of `::`, read left to right; a trailing dotted quad counts for two.
class GroupReader {
 public:
  bool read(std::string_view text, Side side) {
    while (!text.empty()) {
      const std::size_t colon = text.find(':');
      const std::string_view group = text.substr(0, colon);
      const bool last = colon == std::string_view::npos;
      const bool may_be_quad = last && side == Side::at_end;
      if (!(may_be_quad && group.contains('.') ? add_quad(group) : add(group))) return false;
      if (last) return true;
      text = text.substr(colon + 1);
      if (text.empty()) return false;
    }
    return true;
  }
  [[nodiscard]] std::size_t count() const { return count_; }
  [[nodiscard]] const Groups& groups() const { return groups_; }

 private:
  bool add(std::string_view group) {
    std::uint16_t value = 0;
    if (group.size() > 4 || !parse_whole(group, value, 16)) return false;
    return push(value);
  }
  bool add_quad(std::string_view text) {
    const auto quad = parse_quad(text);
    if (!quad) return false;
    const auto pair = [&](std::size_t i) { return static_cast<std::uint16_t>((*quad)[i] << 8U | (*quad)[i + 1]); };
    return push(pair(0)) && push(pair(2));
  }
  bool push(std::uint16_t value) {
    if (count_ == kGroups) return false;
    groups_[count_++] = value;
    return true;
  }

  Groups groups_{};
  std::size_t count_ = 0;
};

std::optional<Groups> parse_groups(std::string_view text) {
  GroupReader head;
  const std::size_t gap = text.find("::");
  if (gap == std::string_view::npos) {
    if (!head.read(text, Side::at_end) || head.count() != kGroups) return std::nullopt;
    return head.groups();
  }
  GroupReader tail;
  if (!head.read(text.substr(0, gap), Side::before_gap)) return std::nullopt;
  if (!tail.read(text.substr(gap + 2), Side::at_end)) return std::nullopt;
  if (head.count() + tail.count() >= kGroups) return std::nullopt;
  Groups groups = head.groups();
  for (std::size_t i = 0; i < tail.count(); ++i) groups[kGroups - tail.count() + i] = tail.groups()[i];
  return groups;
}

std::array<std::uint8_t, 16> to_bytes(const Groups& groups) {
  std::array<std::uint8_t, 16> bytes{};
  for (std::size_t i = 0; i < kGroups; ++i) {
    bytes[2 * i] = static_cast<std::uint8_t>(groups[i] >> 8U);
    bytes[2 * i + 1] = static_cast<std::uint8_t>(groups[i]);
  }
  return bytes;
}

Groups to_groups(std::span<const std::uint8_t> bytes) {
  Groups groups{};
  for (std::size_t i = 0; i < kGroups; ++i)
    groups[i] = static_cast<std::uint16_t>(bytes[2 * i] << 8U | bytes[2 * i + 1]);
  return groups;
}

struct Run {
  std::size_t start = kGroups;
  std::size_t length = 1;  // RFC 5952 section 4.2.2: a single zero group is not shortened
};

Run longest_zero_run(const Groups& groups) {
  Run best;
  for (std::size_t i = 0; i < kGroups; ++i) {
    std::size_t length = 0;
    while (i + length < kGroups && groups[i + length] == 0) ++length;
    if (length > best.length) best = {i, length};
  }
  return best;
}

std::string hex(std::uint16_t value) {
  std::array<char, 4> text{};
  const auto result = std::to_chars(text.data(), text.data() + text.size(), value, 16);
  return {text.data(), result.ptr};
}

std::string v4_to_string(std::span<const std::uint8_t> bytes) {
  std::string text;
  for (const std::uint8_t byte : bytes) {
    if (!text.empty()) text += '.';
    text += std::to_string(byte);
  }
  return text;
}

/// ::ffff:0:0/96, written with a dotted quad (RFC 5952 section 5).
bool is_v4_mapped(const Groups& groups) {
  return groups[5] == 0xffff && std::all_of(groups.begin(), groups.begin() + 5, [](auto group) { return group == 0; });
}

std::string v6_to_string(std::span<const std::uint8_t> bytes) {
  const Groups groups = to_groups(bytes);
  if (is_v4_mapped(groups)) return "::ffff:" + v4_to_string(bytes.subspan(12));
  const Run gap = longest_zero_run(groups);
  std::string text;
  for (std::size_t i = 0; i < kGroups; ++i) {
    if (i == gap.start) {
      text += "::";
      i += gap.length - 1;
      continue;
    }
    if (!text.empty() && text.back() != ':') text += ':';
    text += hex(groups[i]);
  }
  return text;
}

}  // namespace

std::optional<IpAddress> IpAddress::parse(std::string_view text) {
  if (!text.contains(':')) {
    const auto quad = parse_quad(text);
    if (!quad) return std::nullopt;
    return v4((*quad)[0], (*quad)[1], (*quad)[2], (*quad)[3]);
  }
  std::uint32_t scope_id = 0;
  const std::size_t percent = text.find('%');
  if (percent != std::string_view::npos && !parse_whole(text.substr(percent + 1), scope_id, 10)) return std::nullopt;
  const auto groups = parse_groups(text.substr(0, percent));
  if (!groups) return std::nullopt;
  return v6(to_bytes(*groups), scope_id);
}

bool IpAddress::is_loopback() const {
  if (is_v4()) return bytes_[0] == 127;
  for (std::size_t i = 0; i < 15; ++i) {
    if (bytes_[i] != 0) return false;
  }
  return bytes_[15] == 1;
}

std::string IpAddress::to_string() const {
  if (is_v4()) return v4_to_string(bytes());
  std::string text = v6_to_string(bytes());
  if (scope_id_ != 0) text += '%' + std::to_string(scope_id_);
  return text;
}

std::string SocketAddress::to_string() const {
  const std::string host = ip.is_v4() ? ip.to_string() : '[' + ip.to_string() + ']';
  return host + ':' + std::to_string(port);
}

}  // namespace foliot::base
