// StampingCard: a network interface whose card stamps packets (see timestamping.rst of the kernel's documentation).
//
// Turning that on takes CAP_NET_ADMIN and holds for the interface, so what somebody else has set is left alone where it
// is enough, and what was there before is put back in the end, if that is still allowed.
#pragma once

#include <linux/net_tstamp.h>

#include <cstdint>
#include <expected>
#include <optional>
#include <string>

#include "platform/card_calls.hpp"
#include "platform/fd.hpp"
#include "platform/phc_device.hpp"
#include "platform/sys_error.hpp"

namespace foliot::platform {

/// Which arriving packets are to be stamped.
enum class CardFilter : std::uint8_t { none, ntp, ptp, all };

struct CardRequest {
  std::string interface;
  CardFilter filter = CardFilter::ntp;  ///< ntp: where a card cannot tell those apart, all
  bool use_cross = true;                ///< as PhcDevice
};

class StampingCard {
 public:
  /// Has the card stamp from now on. EOPNOTSUPP: it cannot.
  [[nodiscard]] static std::expected<StampingCard, SysError> enable(const CardCalls& calls, const CardRequest& request);

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] std::uint32_t interface_index() const { return interface_index_; }
  /// Whether arriving packets are stamped, and not only departing ones.
  [[nodiscard]] bool stamps_arrivals() const { return now_.rx_filter != HWTSTAMP_FILTER_NONE; }
  [[nodiscard]] PhcDevice& phc() { return phc_; }
  /// How long one octet takes on the wire; 0 while the link is down, or where it has no speed. Takes no right.
  [[nodiscard]] double octet_s() const;
  /// Puts back what was set before, where we set something else.
  [[nodiscard]] std::expected<void, SysError> restore();

 private:
  StampingCard(const CardCalls& calls, std::string name, Fd control, PhcDevice phc)
      : calls_(calls), name_(std::move(name)), control_(std::move(control)), phc_(std::move(phc)) {}

  CardCalls calls_;
  std::string name_;
  Fd control_;  ///< any socket
  PhcDevice phc_;
  std::uint32_t interface_index_ = 0;
  hwtstamp_config now_{};
  std::optional<hwtstamp_config> before_;  ///< nothing: it is not to be put back
};

}  // namespace foliot::platform
