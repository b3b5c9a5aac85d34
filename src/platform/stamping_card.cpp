#include "platform/stamping_card.hpp"

#include <linux/ethtool.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

namespace foliot::platform {
namespace {

using Done = std::expected<void, SysError>;

constexpr std::array kPtpFilters = {HWTSTAMP_FILTER_PTP_V2_EVENT, HWTSTAMP_FILTER_PTP_V2_L4_EVENT,
                                    HWTSTAMP_FILTER_PTP_V1_L4_EVENT, HWTSTAMP_FILTER_PTP_V2_L2_EVENT};
constexpr double kBitsInOctet = 8;
constexpr double kMega = 1e6;

/// Calls about one interface, by its name.
class Interface {
 public:
  Interface(const CardCalls& calls, int fd, const std::string& name) : calls_(calls), fd_(fd), name_(name) {}

  [[nodiscard]] std::expected<std::uint32_t, SysError> index() const {
    ifreq request = named();
    if (calls_.ioctl(fd_, SIOCGIFINDEX, &request) < 0) return fail("SIOCGIFINDEX");
    return static_cast<std::uint32_t>(request.ifr_ifindex);
  }
  /// The call about `value`, which it may change.
  template <class T>
  [[nodiscard]] Done call(unsigned long number, T& value, const char* what) const {
    ifreq request = named();
    request.ifr_data = static_cast<char*>(static_cast<void*>(&value));
    if (calls_.ioctl(fd_, number, &request) < 0) return fail(what);
    return {};
  }

 private:
  [[nodiscard]] ifreq named() const {
    ifreq request{};
    name_.copy(request.ifr_name, sizeof request.ifr_name - 1);
    return request;
  }
  const CardCalls& calls_;
  int fd_;
  const std::string& name_;
};

bool has(std::uint32_t bits, int number) {
  return (bits >> static_cast<unsigned>(number) & 1U) != 0;
}

bool can_stamp(const ethtool_ts_info& info) {
  constexpr std::uint32_t kNeeded = SOF_TIMESTAMPING_TX_HARDWARE | SOF_TIMESTAMPING_RAW_HARDWARE;
  return (info.so_timestamping & kNeeded) == kNeeded && has(info.tx_types, HWTSTAMP_TX_ON) && info.phc_index >= 0;
}

/// The first of them that the card has; none when it has none.
template <class Filters>
int first_of(const Filters& filters, const ethtool_ts_info& info) {
  const auto found = std::ranges::find_if(filters, [&](int filter) { return has(info.rx_filters, filter); });
  return found == filters.end() ? static_cast<int>(HWTSTAMP_FILTER_NONE) : static_cast<int>(*found);
}

int choose_filter(CardFilter wanted, const ethtool_ts_info& info) {
  switch (wanted) {
    case CardFilter::none:
      return HWTSTAMP_FILTER_NONE;
    case CardFilter::ptp:
      return first_of(kPtpFilters, info);
    case CardFilter::ntp:
      return first_of(std::array{HWTSTAMP_FILTER_NTP_ALL, HWTSTAMP_FILTER_ALL}, info);
    case CardFilter::all:
      return first_of(std::array{HWTSTAMP_FILTER_ALL}, info);
  }
  return HWTSTAMP_FILTER_NONE;
}

/// Whether what is set stamps all that `wanted` would.
bool is_enough(const hwtstamp_config& set, const hwtstamp_config& wanted) {
  const bool receives = set.rx_filter == HWTSTAMP_FILTER_ALL || set.rx_filter == wanted.rx_filter ||
                        wanted.rx_filter == HWTSTAMP_FILTER_NONE;
  return receives && set.tx_type != HWTSTAMP_TX_OFF;
}

/// Somebody else's filter is not narrowed: whoever set it waits for its stamps.
hwtstamp_config wanted_beside(const std::optional<hwtstamp_config>& set, int filter, const ethtool_ts_info& info) {
  hwtstamp_config wanted{0, HWTSTAMP_TX_ON, filter};
  if (!set) return wanted;
  const bool is_foreign = set->rx_filter != HWTSTAMP_FILTER_NONE && set->rx_filter != filter;
  if (is_foreign) wanted.rx_filter = has(info.rx_filters, HWTSTAMP_FILTER_ALL) ? HWTSTAMP_FILTER_ALL : set->rx_filter;
  if (set->tx_type != HWTSTAMP_TX_OFF) wanted.tx_type = set->tx_type;
  return wanted;
}

/// The settings, behind which the kernel writes three bit sets of a length that it has to be asked for.
struct LinkSettings {
  static constexpr std::size_t kMasks = std::size_t{3} * 127 * sizeof(std::uint32_t);
  alignas(ethtool_link_settings) std::array<std::byte, sizeof(ethtool_link_settings) + kMasks> bytes{};

  [[nodiscard]] ethtool_link_settings head() const {
    ethtool_link_settings head{};
    std::memcpy(&head, bytes.data(), sizeof head);
    return head;
  }
  /// nwords: how long a bit set is; 0 asks for it.
  void ask(int nwords) {
    ethtool_link_settings head{};
    head.cmd = ETHTOOL_GLINKSETTINGS;
    head.link_mode_masks_nwords = static_cast<std::int8_t>(nwords);
    std::memcpy(bytes.data(), &head, sizeof head);
  }
};

}  // namespace

std::expected<StampingCard, SysError> StampingCard::enable(const CardCalls& calls, const CardRequest& request) {
  Fd control(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  if (!control) return fail("socket");
  const Interface interface(calls, control.get(), request.interface);
  const auto index = interface.index();
  if (!index) return std::unexpected(index.error());
  ethtool_ts_info info{};
  info.cmd = ETHTOOL_GET_TS_INFO;
  if (const auto done = interface.call(SIOCETHTOOL, info, "ETHTOOL_GET_TS_INFO"); !done) {
    return std::unexpected(done.error());
  }
  if (!can_stamp(info)) return std::unexpected(SysError{EOPNOTSUPP, "ETHTOOL_GET_TS_INFO"});
  auto phc = PhcDevice::open(calls, info.phc_index, request.use_cross);
  if (!phc) return std::unexpected(phc.error());

  std::optional<hwtstamp_config> before(hwtstamp_config{});
  if (!interface.call(SIOCGHWTSTAMP, *before, "SIOCGHWTSTAMP")) before.reset();  // not every driver tells
  hwtstamp_config wanted = wanted_beside(before, choose_filter(request.filter, info), info);
  StampingCard card(calls, request.interface, std::move(control), std::move(*phc));
  card.interface_index_ = *index;
  if (before && is_enough(*before, wanted)) {
    card.now_ = *before;
    return card;
  }
  const Interface same(calls, card.control_.get(), card.name_);
  if (const auto done = same.call(SIOCSHWTSTAMP, wanted, "SIOCSHWTSTAMP"); !done) return std::unexpected(done.error());
  card.now_ = wanted;
  card.before_ = before;
  return card;
}

double StampingCard::octet_s() const {
  const Interface interface(calls_, control_.get(), name_);
  LinkSettings settings;
  settings.ask(0);
  if (!interface.call(SIOCETHTOOL, settings, "ETHTOOL_GLINKSETTINGS")) return 0;
  const int nwords = -settings.head().link_mode_masks_nwords;  // the kernel tells it as a negative number
  if (nwords <= 0) return 0;
  settings.ask(nwords);
  if (!interface.call(SIOCETHTOOL, settings, "ETHTOOL_GLINKSETTINGS")) return 0;
  const std::uint32_t speed_mbps = settings.head().speed;
  const bool is_known = speed_mbps != 0 && speed_mbps != static_cast<std::uint32_t>(SPEED_UNKNOWN);
  return is_known ? kBitsInOctet / (speed_mbps * kMega) : 0;
}

Done StampingCard::restore() {
  if (!before_) return {};
  hwtstamp_config config = *std::exchange(before_, std::nullopt);
  return Interface(calls_, control_.get(), name_).call(SIOCSHWTSTAMP, config, "SIOCSHWTSTAMP");
}

}  // namespace foliot::platform
