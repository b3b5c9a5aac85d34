// A network card that exists in a test only: what the calls about it are answered with, and what it was told.
#pragma once

#include <linux/ethtool.h>
#include <linux/net_tstamp.h>
#include <linux/ptp_clock.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <sys/ioctl.h>

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "platform/card_calls.hpp"

namespace foliot::platform {

/// One at a time: the calls are plain functions, so the fake they talk to is found through a static.
class FakeCard {
 public:
  static constexpr std::int64_t kSecond_ns = 1'000'000'000;
  static constexpr std::int64_t kWindow_ns = 1'000;  ///< of a reading of its clock
  static constexpr std::uint32_t kIndex = 7;

  FakeCard() { active() = this; }
  ~FakeCard() { active() = nullptr; }
  FakeCard(const FakeCard&) = delete;
  FakeCard& operator=(const FakeCard&) = delete;

  [[nodiscard]] static CardCalls calls() { return {open, ioctl, machine}; }

  std::string name = "eth7";
  std::string plain = "eth8";  ///< an interface that cannot stamp
  bool is_there = true;
  std::uint32_t so_timestamping = SOF_TIMESTAMPING_MASK;
  std::int32_t phc_index = 3;
  std::uint32_t tx_types = 1U << HWTSTAMP_TX_OFF | 1U << HWTSTAMP_TX_ON;
  std::uint32_t rx_filters = 1U << HWTSTAMP_FILTER_NONE | 1U << HWTSTAMP_FILTER_ALL;
  hwtstamp_config config{};  ///< in force
  bool tells_config = true;
  int refuse_config = 0;             ///< errno
  std::vector<hwtstamp_config> set;  ///< all that was asked for
  std::uint32_t speed_mbps = 1'000;

  std::set<unsigned long> reads = {PTP_SYS_OFFSET_PRECISE, PTP_SYS_OFFSET_EXTENDED, PTP_SYS_OFFSET};  ///< that work
  int refuse_reads = EOPNOTSUPP;     ///< the errno of others
  std::vector<unsigned long> asked;  ///< reads, also in vain
  std::vector<std::string> opened;
  int refuse_open = 0;

  std::int64_t mono_ns = 100 * kSecond_ns;                ///< the free-running clock
  std::int64_t realtime_ns = 1'800'000'000 * kSecond_ns;  ///< REALTIME when the free-running clock was at 0
  std::int64_t ahead_ns = -50 * kSecond_ns;               ///< of the card's clock
  std::optional<std::int64_t> shows_s = {};               ///< the card's clock always does, whatever the time
  std::int64_t step_ns = 0;                               ///< REALTIME is stepped by this during the next read

 private:
  static FakeCard*& active() {
    static FakeCard* card = nullptr;
    return card;
  }
  static int refuse(int error) {
    errno = error;
    return -1;
  }
  static ClockReading machine() {
    const FakeCard& card = *active();
    return {MonoTime::from_nanoseconds(card.mono_ns), WallTime::from_nanoseconds(card.realtime_ns + card.mono_ns)};
  }
  static int open(const char* path) {
    FakeCard& card = *active();
    card.opened.emplace_back(path);
    return card.refuse_open == 0 ? ::dup(0) : refuse(card.refuse_open);
  }
  static ptp_clock_time at(std::int64_t time_ns) {
    return {time_ns / kSecond_ns, static_cast<std::uint32_t>(time_ns % kSecond_ns), 0};
  }
  [[nodiscard]] ptp_clock_time phc() const {
    return shows_s ? ptp_clock_time{*shows_s, 999'999'999, 0} : at(mono_ns + ahead_ns);
  }
  [[nodiscard]] ptp_clock_time realtime() const { return at(realtime_ns + mono_ns); }

  static int ioctl(int, unsigned long request, void* argument) {
    FakeCard& card = *active();
    const bool is_read =
        request == PTP_SYS_OFFSET_PRECISE || request == PTP_SYS_OFFSET_EXTENDED || request == PTP_SYS_OFFSET;
    return is_read ? card.read(request, argument) : card.answer(request, *static_cast<ifreq*>(argument));
  }

  int read(unsigned long request, void* argument) {
    asked.push_back(request);
    if (!reads.contains(request)) return refuse(refuse_reads);
    if (request == PTP_SYS_OFFSET_PRECISE) {
      *static_cast<ptp_sys_offset_precise*>(argument) = {phc(), realtime(), at(mono_ns), {}};
      return 0;
    }
    if (request == PTP_SYS_OFFSET_EXTENDED) {
      auto* offset = static_cast<ptp_sys_offset_extended*>(argument);
      for (unsigned i = 0; i < offset->n_samples; ++i) read_one(offset->ts[i]);
    } else {
      auto* offset = static_cast<ptp_sys_offset*>(argument);
      for (unsigned i = 0; i < offset->n_samples; ++i) read_one(&offset->ts[2 * i]);
    }
    realtime_ns += step_ns;
    step_ns = 0;
    return 0;
  }
  /// The card in the middle of the window.
  void read_one(ptp_clock_time* three) {
    three[0] = realtime();
    mono_ns += kWindow_ns / 2;
    three[1] = phc();
    mono_ns += kWindow_ns / 2;
    three[2] = realtime();
  }

  int answer(unsigned long request, ifreq& about) {
    const bool is_plain = plain == about.ifr_name;
    if (!is_there || (name != about.ifr_name && !is_plain)) return refuse(ENODEV);
    if (request == SIOCGIFINDEX) {
      about.ifr_ifindex = static_cast<int>(kIndex);
      return 0;
    }
    if (is_plain) return refuse(EOPNOTSUPP);
    void* const data = about.ifr_data;
    if (request == SIOCETHTOOL) return answer_ethtool(data);
    auto& wanted = *static_cast<hwtstamp_config*>(data);
    if (request == SIOCSHWTSTAMP) {
      set.push_back(wanted);
      if (refuse_config != 0) return refuse(refuse_config);
      config = wanted;
      return 0;
    }
    if (!tells_config) return refuse(EOPNOTSUPP);
    wanted = config;
    return 0;
  }

  int answer_ethtool(void* data) {
    std::uint32_t command = 0;
    std::memcpy(&command, data, sizeof command);
    if (command == ETHTOOL_GET_TS_INFO) {
      auto& info = *static_cast<ethtool_ts_info*>(data);
      info.so_timestamping = so_timestamping;
      info.phc_index = phc_index;
      info.tx_types = tx_types;
      info.rx_filters = rx_filters;
      return 0;
    }
    constexpr std::int8_t kWords = 4;
    auto& settings = *static_cast<ethtool_link_settings*>(data);
    // As the kernel: who does not know the length is told it, and nothing else.
    const bool knows = settings.link_mode_masks_nwords == kWords;
    settings.link_mode_masks_nwords = knows ? kWords : -kWords;
    settings.speed = knows ? speed_mbps : 0;
    return 0;
  }
};

}  // namespace foliot::platform
