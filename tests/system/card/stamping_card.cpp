// A library to be loaded before the C library (LD_PRELOAD) that makes of `eth0` a network card that stamps packets, for
// tests on machines that have none. It adds what such a card would say to what the kernel says, and nothing else.
//
// FOLIOT_CARD is what the card is like: `NAME=VALUE` with blanks between:
//   gain   its clock gains so many ppm on the free-running one
//   ahead  seconds that its clock is ahead
//   off    seconds that its stamps are off
//   step   its clock jumps ahead by a second each so many seconds; 0: never
//   slow   1: it tells of a departure only to who waits for that alone
//   cross  1: its clock can be compared with the machine's in hardware
// How it was configured is written to the file FOLIOT_CARD_LOG.
#include <dlfcn.h>
#include <fcntl.h>
#include <linux/errqueue.h>
#include <linux/ethtool.h>
#include <linux/net_tstamp.h>
#include <linux/ptp_clock.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cmath>
#include <cstdarg>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <mutex>
#include <string>
#include <string_view>

namespace {

constexpr std::int64_t kSecond_ns = 1'000'000'000;
/// From the wire to the processor, and back. Little: there is no wire, and a delay must not come out below zero.
constexpr std::int64_t kWay_ns = 1'000;
constexpr std::uint32_t kFrame_octets = 90;
constexpr std::size_t kSockets = 1024;

template <class Function>
Function next(const char* name) {
  return reinterpret_cast<Function>(dlsym(RTLD_NEXT, name));
}

double setting(std::string_view name) {
  const char* text = std::getenv("FOLIOT_CARD");
  const std::string all = std::string(" ") + (text == nullptr ? "" : text);
  const std::string wanted = " " + std::string(name) + "=";
  const auto at = all.find(wanted);
  return at == std::string::npos ? 0 : std::strtod(all.c_str() + at + wanted.size(), nullptr);
}

std::int64_t to_ns(const timespec& time) {
  return time.tv_sec * kSecond_ns + time.tv_nsec;
}
timespec to_timespec(std::int64_t time_ns) {
  return {time_ns / kSecond_ns, time_ns % kSecond_ns};
}
ptp_clock_time to_ptp(std::int64_t time_ns) {
  return {time_ns / kSecond_ns, static_cast<std::uint32_t>(time_ns % kSecond_ns), 0};
}
std::int64_t read_ns(clockid_t clock) {
  timespec time{};
  clock_gettime(clock, &time);
  return to_ns(time);
}

/// What the card's clock shows when the free-running one shows `raw_ns`.
std::int64_t card_ns(std::int64_t raw_ns) {
  static const double gain = setting("gain") * 1e-6;
  static const auto ahead_ns = static_cast<std::int64_t>(setting("ahead") * 1e9);
  static const auto step_ns = static_cast<std::int64_t>(setting("step") * 1e9);
  const std::int64_t steps = step_ns > 0 ? raw_ns / step_ns : 0;
  return raw_ns + std::llround(static_cast<double>(raw_ns) * gain) + ahead_ns + steps * kSecond_ns;
}

/// The card's stamp of what the kernel has stamped, so many nanoseconds later.
timespec card_stamp(const timespec& kernel, std::int64_t later_ns) {
  static const auto off_ns = static_cast<std::int64_t>(setting("off") * 1e9);
  const std::int64_t age_ns = read_ns(CLOCK_REALTIME) - to_ns(kernel);
  return to_timespec(card_ns(read_ns(CLOCK_MONOTONIC_RAW) - age_ns + later_ns) + off_ns);
}

void write_log(const char* what, const hwtstamp_config& config) {
  static const int fd = [] {
    const char* path = std::getenv("FOLIOT_CARD_LOG");
    return path == nullptr ? -1
                           : next<int (*)(const char*, int, ...)>("open")(path, O_WRONLY | O_APPEND | O_CREAT, 0600);
  }();
  const std::string line =
      std::string(what) + " tx=" + std::to_string(config.tx_type) + " rx=" + std::to_string(config.rx_filter) + '\n';
  if (fd >= 0 && write(fd, line.data(), line.size()) < 0) std::abort();
}

int fail_with(int error) {
  errno = error;
  return -1;
}

std::atomic<int> clock_fd{-1};

int read_clock(unsigned long request, void* argument) {
  if (request == PTP_SYS_OFFSET_PRECISE) {
    if (setting("cross") == 0) return fail_with(EOPNOTSUPP);
    auto* offset = static_cast<ptp_sys_offset_precise*>(argument);
    const std::int64_t raw_ns = read_ns(CLOCK_MONOTONIC_RAW);
    *offset = {to_ptp(card_ns(raw_ns)), to_ptp(read_ns(CLOCK_REALTIME)), to_ptp(raw_ns), {}};
    return 0;
  }
  if (request != PTP_SYS_OFFSET_EXTENDED) return fail_with(ENOTTY);
  auto* offset = static_cast<ptp_sys_offset_extended*>(argument);
  for (unsigned i = 0; i < offset->n_samples; ++i) {
    offset->ts[i][0] = to_ptp(read_ns(CLOCK_REALTIME));
    offset->ts[i][1] = to_ptp(card_ns(read_ns(CLOCK_MONOTONIC_RAW)));
    offset->ts[i][2] = to_ptp(read_ns(CLOCK_REALTIME));
  }
  return 0;
}

hwtstamp_config& configured() {
  static hwtstamp_config config{};
  return config;
}

/// About an interface; false when the kernel is to answer.
bool answer_interface(unsigned long request, const ifreq& about) {
  if (std::string_view(about.ifr_name) != "eth0") return false;
  if (request == SIOCETHTOOL) {
    auto* info = reinterpret_cast<ethtool_ts_info*>(about.ifr_data);
    if (info->cmd != ETHTOOL_GET_TS_INFO) return false;
    info->so_timestamping = SOF_TIMESTAMPING_MASK;
    info->phc_index = 0;
    info->tx_types = 1U << HWTSTAMP_TX_OFF | 1U << HWTSTAMP_TX_ON;
    info->rx_filters = 1U << HWTSTAMP_FILTER_NONE | 1U << HWTSTAMP_FILTER_ALL;
    return true;
  }
  if (request != SIOCGHWTSTAMP && request != SIOCSHWTSTAMP) return false;
  auto* config = reinterpret_cast<hwtstamp_config*>(about.ifr_data);
  if (request == SIOCSHWTSTAMP) {
    configured() = *config;
    write_log("set", *config);
  }
  *config = configured();
  return true;
}

bool wants_card(int fd) {
  int flags = 0;
  socklen_t size = sizeof flags;
  getsockopt(fd, SOL_SOCKET, SO_TIMESTAMPING, &flags, &size);
  return (flags & SOF_TIMESTAMPING_RAW_HARDWARE) != 0 && configured().tx_type == HWTSTAMP_TX_ON;
}

/// The kernel's stamps in a message; nullptr: there are none.
cmsghdr* stamps_of(msghdr* message) {
  for (cmsghdr* one = CMSG_FIRSTHDR(message); one != nullptr; one = CMSG_NXTHDR(message, one)) {
    if (one->cmsg_level == SOL_SOCKET && one->cmsg_type == SCM_TIMESTAMPING) return one;
  }
  return nullptr;
}

void append_packet_info(msghdr* message, std::size_t room) {
  const scm_ts_pktinfo info{if_nametoindex("eth0"), kFrame_octets, {}};
  if (message->msg_controllen + CMSG_SPACE(sizeof info) > room) std::abort();
  auto* place = reinterpret_cast<cmsghdr*>(static_cast<char*>(message->msg_control) + message->msg_controllen);
  *place = {CMSG_LEN(sizeof info), SOL_SOCKET, SCM_TIMESTAMPING_PKTINFO};
  std::memcpy(CMSG_DATA(place), &info, sizeof info);
  message->msg_controllen += CMSG_SPACE(sizeof info);
}

void stamp_arrival(msghdr* message, std::size_t room) {
  cmsghdr* header = stamps_of(message);
  if (header == nullptr) return;
  std::array<timespec, 3> stamps{};
  std::memcpy(stamps.data(), CMSG_DATA(header), sizeof stamps);
  stamps[2] = card_stamp(stamps[0], -kWay_ns);
  std::memcpy(CMSG_DATA(header), stamps.data(), sizeof stamps);
  append_packet_info(message, room);
}

/// What the error queue said of a departure, to be said again with the card's stamp in place of the kernel's.
struct Departure {
  bool waits = false;
  bool is_told = false;  ///< that it waits
  std::size_t size = 0;
  std::array<char, 512> data{};
  std::size_t control_size = 0;
  alignas(cmsghdr) std::array<char, 512> control{};
};
std::array<Departure, kSockets> departures;
std::mutex departures_mutex;

void remember(Departure& departure, const msghdr* message, std::size_t size) {
  departure.size = std::min(size, departure.data.size());
  departure.control_size = std::min(message->msg_controllen, departure.control.size());
  std::memcpy(departure.data.data(), message->msg_iov->iov_base, departure.size);
  std::memcpy(departure.control.data(), message->msg_control, departure.control_size);
  departure.waits = true;
  departure.is_told = setting("slow") == 0;
}

ssize_t repeat(Departure& departure, msghdr* message) {
  departure.waits = false;
  std::memcpy(message->msg_iov->iov_base, departure.data.data(), departure.size);
  std::memcpy(message->msg_control, departure.control.data(), departure.control_size);
  message->msg_controllen = departure.control_size;
  cmsghdr* header = stamps_of(message);
  std::array<timespec, 3> stamps{};
  std::memcpy(stamps.data(), CMSG_DATA(header), sizeof stamps);
  stamps = {timespec{}, timespec{}, card_stamp(stamps[0], kWay_ns)};
  std::memcpy(CMSG_DATA(header), stamps.data(), sizeof stamps);
  return static_cast<ssize_t>(departure.size);
}

}  // namespace

extern "C" {

int open(const char* path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const auto mode = va_arg(rest, unsigned);
  va_end(rest);
  static const auto real = next<int (*)(const char*, int, ...)>("open");
  if (std::string_view(path) != "/dev/ptp0") return real(path, flags, mode);
  return clock_fd = real("/dev/null", flags, mode);
}

int open64(const char* path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const auto mode = va_arg(rest, unsigned);
  va_end(rest);
  return open(path, flags, mode);
}

int ioctl(int fd, unsigned long request, ...) noexcept {
  va_list rest;
  va_start(rest, request);
  void* argument = va_arg(rest, void*);
  va_end(rest);
  static const auto real = next<int (*)(int, unsigned long, ...)>("ioctl");
  if (fd >= 0 && fd == clock_fd) return read_clock(request, argument);
  const bool about_interface = request == SIOCETHTOOL || request == SIOCGHWTSTAMP || request == SIOCSHWTSTAMP;
  if (about_interface && answer_interface(request, *static_cast<ifreq*>(argument))) return 0;
  return real(fd, request, argument);
}

ssize_t recvmsg(int fd, msghdr* message, int flags) {
  static const auto real = next<ssize_t (*)(int, msghdr*, int)>("recvmsg");
  const std::size_t room = message->msg_controllen;
  const bool has_place = fd >= 0 && static_cast<std::size_t>(fd) < kSockets && wants_card(fd);
  if (!has_place) return real(fd, message, flags);
  const std::lock_guard lock(departures_mutex);
  Departure& departure = departures[static_cast<std::size_t>(fd)];
  const bool is_departure = (flags & MSG_ERRQUEUE) != 0;
  if (is_departure && departure.waits && departure.is_told) return repeat(departure, message);
  if (is_departure && departure.waits) return fail_with(EAGAIN);
  const ssize_t size = real(fd, message, flags);
  if (size < 0) return size;
  if (!is_departure) stamp_arrival(message, room);
  if (is_departure && stamps_of(message) != nullptr) remember(departure, message, static_cast<std::size_t>(size));
  return size;
}

int poll(pollfd* fds, nfds_t count, int limit_ms) {
  static const auto real = next<int (*)(pollfd*, nfds_t, int)>("poll");
  const bool is_one = count == 1 && fds[0].fd >= 0 && static_cast<std::size_t>(fds[0].fd) < kSockets;
  if (!is_one || (fds[0].events & POLLIN) != 0) return real(fds, count, limit_ms);
  const std::lock_guard lock(departures_mutex);
  Departure& departure = departures[static_cast<std::size_t>(fds[0].fd)];
  if (!departure.waits) return real(fds, count, limit_ms);
  departure.is_told = true;
  fds[0].revents = POLLPRI | POLLERR;
  return 1;
}

int close(int fd) {
  static const auto real = next<int (*)(int)>("close");
  if (fd >= 0 && static_cast<std::size_t>(fd) < kSockets) {
    const std::lock_guard lock(departures_mutex);
    departures[static_cast<std::size_t>(fd)].waits = false;
  }
  return real(fd);
}

int recvmmsg(int fd, mmsghdr* messages, unsigned count, int flags, timespec* limit) {
  static const auto real = next<int (*)(int, mmsghdr*, unsigned, int, timespec*)>("recvmmsg");
  const std::size_t room = count > 0 ? messages[0].msg_hdr.msg_controllen : 0;
  const int received = real(fd, messages, count, flags, limit);
  if (received <= 0 || !wants_card(fd)) return received;
  for (int i = 0; i < received; ++i) stamp_arrival(&messages[i].msg_hdr, room);
  return received;
}
}
