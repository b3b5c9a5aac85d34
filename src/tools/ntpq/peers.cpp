#include "tools/ntpq/peers.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "control/status_word.hpp"
#include "tools/ntpq/refclock_names.hpp"
#include "tools/ntpq/status_text.hpp"
#include "tools/ntpq/text.hpp"
#include "tools/ntpq/units.hpp"
#include "wire/header.hpp"

namespace foliot::ntpq {
namespace {

constexpr std::size_t kLeastRemoteWidth = 15;
constexpr std::size_t kReferenceWidth = 15;
constexpr std::size_t kShortReferenceWidth = 9;
constexpr std::size_t kTimeWidth = 7;
constexpr std::size_t kOffsetWidth = 8;
constexpr std::size_t kHeaderWidth = 78;
constexpr std::int64_t kMaxPollLog2_s = 30;

std::string_view columns(PeersLayout layout) {
  switch (layout) {
    case PeersLayout::association:
      return "     remote       refid   assid  st t when poll reach   delay   offset  jitter";
    case PeersLayout::local:
      return "     remote           local      st t when poll reach   delay   offset    disp";
    case PeersLayout::remote_last:
      return " st t when poll reach   delay   offset   jitter refid           T remote";
    case PeersLayout::reference:
      break;
  }
  return "     remote           refid      st t when poll reach   delay   offset  jitter";
}

bool is_multicast(const base::IpAddress& address) {
  return address.is_v4() ? (address.bytes()[0] & 0xf0U) == 0xe0U : address.bytes()[0] == 0xffU;
}

/// The end of an address tells more than its beginning.
std::string cut_left(std::string_view text, std::size_t width) {
  if (text.size() <= width) return std::string(text);
  if (width == 0) return {};
  return '_' + std::string(text.substr(text.size() - width + 1));
}

std::string address_hex(const base::IpAddress& address) {
  std::uint32_t bits = 0;
  for (const std::uint8_t octet : address.bytes().first(4)) bits = bits << 8U | octet;
  return fmt::format("{:x}", bits);
}

std::string server_column(const PeerFacts& peer, std::string_view server, const PeersStyle& style) {
  if (!style.server_width) return {};
  const std::size_t width = *style.server_width;
  std::string text = escaped(server);
  if (style.layout != PeersLayout::local && peer.destination) {
    const auto name = style.numeric ? std::nullopt : style.name_of(*peer.destination);
    text = name ? escaped(cut(*name, width)) : cut_left(peer.destination->to_string(), width);
  }
  return padded_right(text, width) + ' ';
}

char client_type(const PeerFacts& peer, const base::IpAddress& source) {
  if (peer.nts_cookies && *peer.nts_cookies >= 0 && *peer.nts_cookies <= 9) {
    return static_cast<char>('0' + *peer.nts_cookies);
  }
  if (source.is_reference_clock()) return 'l';
  if (source.is_unspecified()) return 'p';
  return is_multicast(source) ? 'a' : 'u';
}

std::string milliseconds(double ms) {
  return cut(fmt::format("{:.3f}", ms), 7);
}
std::string signed_milliseconds(double ms) {
  return cut(fmt::format("{:+.3f}", ms), 7);
}

/// A column of the billboard; text: as sent.
std::string time_column(double ms, std::string_view text, std::size_t width, const PeersStyle& style) {
  const bool with_sign = width == kOffsetWidth;
  if (!style.units) return with_sign ? signed_milliseconds(ms) : milliseconds(ms);
  const std::string plus = with_sign && ms >= 0 && !text.starts_with('+') ? "+" : "";
  return plus + escaped(scaled(text, BaseUnit::milliseconds, width - plus.size()));
}

struct Columns {
  std::string delay;
  std::string offset;
  std::string spread;  ///< jitter, or dispersion in the layout that has it
};

Columns time_columns(const PeerFacts& peer, const PeersStyle& style) {
  const bool dispersion = style.layout == PeersLayout::local || !peer.jitter_ms;
  const double spread_ms = dispersion ? peer.dispersion_ms : *peer.jitter_ms;
  return {.delay = time_column(peer.delay_ms, peer.delay_text, kTimeWidth, style),
          .offset = time_column(peer.offset_ms, peer.offset_text, kOffsetWidth, style),
          .spread = time_column(spread_ms, dispersion ? fmt::format("{:.3f}", spread_ms) : peer.jitter_text, kTimeWidth,
                                style)};
}

std::string name_columns(const PeerFacts& peer, std::uint16_t association_id, const PeersStyle& style) {
  const std::string remote = remote_text(peer, style);
  const std::size_t width = style.remote_width;
  std::string text = padded_right(cut(remote, width), width) + ' ';
  if (style.wide && remote.size() > width) text = remote + '\n' + std::string(width + 2, ' ');
  const std::string reference = reference_column(peer, style);
  if (style.layout != PeersLayout::association) return text + padded_right(reference, kReferenceWidth);
  return text + padded_right(reference, kShortReferenceWidth) + fmt::format("{:<6}", association_id);
}

}  // namespace

std::string peers_header(const PeersStyle& style) {
  std::string titles;
  std::string rule;
  if (style.server_width) {
    titles = padded_right(cut("server (local)", *style.server_width), *style.server_width) + ' ';
    rule = std::string(*style.server_width + 1, '=');
  }
  std::string names(columns(style.layout));
  const std::size_t more = std::max(style.remote_width, kLeastRemoteWidth) - kLeastRemoteWidth;
  if (style.layout != PeersLayout::remote_last) names.insert(kLeastRemoteWidth, more, ' ');
  return fmt::format("{}{}\n{}{}\n", titles, names, rule, std::string(kHeaderWidth + more, '='));
}

std::string remote_text(const PeerFacts& peer, const PeersStyle& style) {
  const bool nameless_source = !peer.source || peer.source->is_unspecified();
  if (!peer.host_name.empty() && (nameless_source || style.supplied_names || !style.numeric))
    return escaped(peer.host_name);
  if (!peer.source) return escaped(peer.source_text);
  if (!style.numeric && !nameless_source) {
    if (peer.source->is_reference_clock()) return reference_clock_name(*peer.source);
    if (const auto name = style.name_of(*peer.source)) return escaped(*name);
  }
  return peer.source->to_string();
}

std::string reference_column(const PeerFacts& peer, const PeersStyle& style) {
  const PeersLayout layout = style.layout;
  if (layout == PeersLayout::local) {
    const std::string local = peer.destination ? peer.destination->to_string() : escaped(peer.destination_text);
    return cut_left(local, kReferenceWidth);
  }
  const std::string& id = peer.reference_id ? *peer.reference_id : "";
  if (id.empty()) return {};
  if (id.size() <= 4) return cut('.' + escaped(id) + '.', kReferenceWidth);
  const auto address = base::IpAddress::parse(id);
  if (!address) return {};
  if (address->is_reference_clock()) return reference_clock_name(*address);
  if (style.reference_hash && !address->is_unspecified()) return reference_hash(*address);
  if (layout == PeersLayout::association && !address->is_unspecified()) return address_hex(*address);
  return cut(address->to_string(), kReferenceWidth);
}

char type_code(const PeerFacts& peer) {
  const base::IpAddress source = peer.source.value_or(base::IpAddress{});
  switch (static_cast<wire::Mode>(std::clamp<std::int64_t>(peer.host_mode, 0, 7))) {
    case wire::Mode::control:  // mode 6 of an association is not on the wire: the field uses it for "listens only"
      return 'b';
    case wire::Mode::broadcast:
      return is_multicast(source) ? 'M' : 'B';
    case wire::Mode::client:
      return client_type(peer, source);
    case wire::Mode::symmetric_active:
      return 's';
    case wire::Mode::symmetric_passive:
      return 'S';
    default:
      return '?';
  }
}

std::int64_t when_s(const PeerFacts& peer, Timestamp now) {
  const Timestamp last = peer.receive_time.bits() >> 32U != 0 ? peer.receive_time : peer.reference_time;
  if (last.bits() >> 32U == 0) return 0;
  const auto seconds = static_cast<std::uint32_t>((now.bits() >> 32U) - (last.bits() >> 32U));
  return static_cast<std::int32_t>(seconds);
}

std::int64_t poll_s(const PeerFacts& peer) {
  const std::int64_t log2_s = std::min(peer.host_poll_log2_s, peer.peer_poll_log2_s);
  return std::int64_t{1} << std::clamp<std::int64_t>(log2_s, 0, kMaxPollLog2_s);
}

std::string peer_line(const PeerFacts& peer, std::uint16_t association_id, std::uint16_t status,
                      std::string_view server, const PeersStyle& style) {
  const std::string first = server_column(peer, server, style);
  const char tally = tally_code(control::PeerStatus::decode(status).selection);
  const std::string when = cut(pretty_interval(when_s(peer, style.now)), 4);
  const std::string poll = cut(pretty_interval(poll_s(peer)), 4);
  const Columns times = time_columns(peer, style);
  if (style.layout == PeersLayout::remote_last) {
    return fmt::format("{} {:2} {} {:>4} {:>4} {:5o} {:>7} {:>8} {:>8} {:<15} {} {}\n", first, peer.stratum,
                       type_code(peer), when, poll, peer.reach, times.delay, times.offset, times.spread,
                       reference_column(peer, style), tally, remote_text(peer, style));
  }
  return fmt::format("{}{}{} {:2} {} {:>4} {:>4}  {:3o}  {:>7} {:>8} {:>7}\n", first, tally,
                     name_columns(peer, association_id, style), peer.stratum, type_code(peer), when, poll, peer.reach,
                     times.delay, times.offset, times.spread);
}

}  // namespace foliot::ntpq
