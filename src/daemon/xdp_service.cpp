#include "daemon/xdp_service.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "access/mru_list.hpp"
#include "daemon/xdp_rules.hpp"
#include "daemon/xdp_time.hpp"
#include "platform/kernel_rng.hpp"
#include "platform/local_addresses.hpp"

namespace foliot::daemon {
namespace {

constexpr std::size_t kFewestClients = 1U << 14U;
constexpr std::size_t kMostClients = 1U << 20U;
constexpr int kLongestHeadway_log2_s = 17;  // as access::RateRule
constexpr const char* kSocketsAnswer = "the sockets answer";

std::array<std::uint64_t, 4> make_secret() {
  platform::KernelRng rng;
  std::array<std::uint64_t, 4> secret{};
  for (std::uint64_t& word : secret) word = rng.next_u64();
  return secret;
}

/// As many as the daemon would remember.
std::size_t clients_of(const config::Config& config) {
  return std::clamp(access::MruList::capacity_of(config.mru.maxdepth), kFewestClients, kMostClients);
}

bool is_listened(const ListenPlan& plan, const base::IpAddress& address) {
  if (address.is_v4() ? plan.wildcard_v4 : plan.wildcard_v6) return true;
  return std::ranges::any_of(plan.addresses,
                             [&](const auto& one) { return std::ranges::equal(one.bytes(), address.bytes()); });
}

std::vector<platform::XdpPlace> served_places(const ListenPlan& plan) {
  std::vector<platform::XdpPlace> places;
  const auto listed = platform::list_local_addresses();
  if (!listed) return places;
  for (const auto& local : *listed) {
    if (!local.is_loopback && is_listened(plan, local.ip)) places.push_back({local.interface_index, local.ip});
  }
  return places;
}

const char* advice_for(const platform::SysError& cause) {
  if (!platform::XdpProgram::is_built_in()) return "; build with clang and libbpf-dev";
  return cause.is_not_permitted() ? "; it takes CAP_BPF and CAP_NET_ADMIN when ntpd starts" : "; it takes Linux 6.1";
}

}  // namespace

void XdpService::load(const config::Config& config) {
  asked_to_load_ = !config.xdp.empty() && !config.discipline.one_shot;
  if (!asked_to_load_) return;
  const auto secret = make_secret();
  auto program = platform::XdpProgram::load({.clients = clients_of(config), .secret = secret});
  if (program) {
    program_ = std::move(*program);
  } else {
    log_.warning(fmt::format("xdp: {}{}; {}", program.error().text(), advice_for(program.error()), kSocketsAnswer));
  }
}

void XdpService::complain(const std::string& about, const std::string& text) {
  std::string& last = complaints_[about];
  if (last == text) return;
  last = text;
  log_.warning(fmt::format("xdp {}: {}; {}", about, text, kSocketsAnswer));
}

void XdpService::configure(const config::Config& config, const ListenPlan& plan) {
  port_ = config.port;
  dscp_ = config.dscp;
  if (program_ == nullptr) {
    const bool is_new = !config.xdp.empty() && !asked_to_load_ && !config.discipline.one_shot;
    if (is_new) complain("", "there was no xdp line when ntpd started, restart it");
    return;
  }
  const auto links = platform::list_links();
  if (!links) return complain("", links.error().text());
  const auto places = served_places(plan);
  const XdpLayout layout = lay_out_xdp(config.xdp, *links, places);
  detach_others(layout);
  for (const std::string& name : layout.missing) complain(name, "there is no such interface");
  if (const auto done = program_->set_places(layout.ports, places); !done) {
    stop();
    return complain("", done.error().text());
  }
  for (const XdpTarget& target : layout.targets) attach_one(target);
}

/// Also what is gone: its number stands for nothing any more.
void XdpService::detach_others(const XdpLayout& layout) {
  std::erase_if(attached_, [&](const auto& one) {
    return std::ranges::none_of(layout.targets, [&](const XdpTarget& target) {
      return target.interface == one.first && target.mode == one.second.mode;
    });
  });
}

void XdpService::attach_one(const XdpTarget& target) {
  if (attached_.contains(target.interface)) return;
  auto link = program_->attach(target.interface, target.mode);
  if (!link) return complain(target.name, link.error().text());
  complaints_.erase(target.name);
  log_.notice(fmt::format("xdp {}: plain requests are answered {}", target.name,
                          link->in_driver ? "in the driver" : "in the kernel, behind the driver"));
  attached_.insert_or_assign(target.interface, Attached{target.mode, std::move(*link)});
}

void XdpService::use(const access::RestrictList& list, const access::RateOptions& rate) {
  discard_ = rate.discard;
  if (program_ == nullptr) return;
  const auto rules = to_xdp_rules(list, rate);
  if (const auto done = program_->set_rules(rules); !done) complain("restrict", done.error().text());
}

void XdpService::publish(const clock::TimeSnapshot& snapshot) {
  if (attached_.empty()) return;
  auto time = to_xdp_time(snapshot, platform::read_xdp_base(clock_));
  if (!time) return withdraw();
  constexpr unsigned kEcnBits = 2;  // RFC 2474: the code point is in front of them
  time->port = port_;
  time->traffic_class = static_cast<std::uint8_t>(dscp_ << kEcnBits);
  time->headway_log2_s = static_cast<std::uint32_t>(std::clamp(discard_.average_log2_s, 0, kLongestHeadway_log2_s));
  time->minimum_s = static_cast<std::uint32_t>(std::max(discard_.minimum_s, 0));
  program_->publish(*time);
}

void XdpService::withdraw() {
  if (program_ != nullptr) program_->withdraw();
}

void XdpService::stop() {
  withdraw();
  attached_.clear();
}

xdp_counts XdpService::counts() const {
  xdp_counts counts{};
  if (program_ == nullptr) return counts;
  counts = program_->counts();
  for (std::size_t i = 0; i < XDP_COUNTS; ++i) counts.count[i] -= before_.count[i];
  return counts;
}

void XdpService::reset_counts() {
  if (program_ != nullptr) before_ = program_->counts();
}

server::ServerCounts XdpService::served() const {
  constexpr std::size_t kVersions = 4;
  const xdp_counts counts = this->counts();
  server::ServerCounts served;
  for (std::size_t i = 0; i < kVersions; ++i) {
    const std::uint64_t answered = counts.count[XDP_COUNT_ANSWERED_V1 + i];
    const std::uint64_t all = answered + counts.count[XDP_COUNT_LIMITED_V1 + i];
    served.received += all;
    served.answered += answered;
    (i + 1 == kVersions ? served.this_version : served.old_version) += all;
    if (i == 0) served.version1 = served.version1_client = all;
  }
  served.kisses = counts.count[XDP_COUNT_KISSED];
  served.drops[static_cast<std::size_t>(server::ServerDrop::rate_limited)] = counts.count[XDP_COUNT_LIMITED];
  return served;
}

}  // namespace foliot::daemon
