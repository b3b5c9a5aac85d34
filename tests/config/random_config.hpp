// Configurations that some text could have given, made from a seed.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/rng.hpp"
#include "config/directives.hpp"
#include "config/value_words.hpp"

namespace foliot::config {

using association::AssociationKind;
using base::IpFamily;

/// Makes configurations that some text could have given.
class RandomConfig {
 public:
  explicit RandomConfig(std::uint64_t seed) : rng_(seed) {}

  Config config() {
    Config c;
    repeat([&] { c.associations.push_back(association()); });
    repeat([&] { c.held_back.push_back(held_back()); });
    repeat([&] { c.fudges.push_back(fudge()); });
    repeat([&] { c.restricts.push_back(restriction()); });
    repeat([&] { c.interfaces.push_back(interface()); });
    c.selection = selection();
    c.discipline = discipline();
    for (bool Switches::*member : {&Switches::auth, &Switches::bclient, &Switches::calibrate, &Switches::kernel,
                                   &Switches::monitor, &Switches::stats, &Switches::panicexit}) {
      c.switches.*member = coin();
    }
    set_system(c);
    set_keys(c);
    set_statistics(c);
    set_access(c);
    return c;
  }

 private:
  void set_system(Config& c) {
    for (const PathWord& word : kPathWords) {
      if (coin()) c.*word.member = path();
    }
    c.rtc_sync = coin();
    if (coin()) c.port = static_cast<std::uint16_t>(integer(1, 65535));
    if (coin()) c.extra_ports = {1123, static_cast<std::uint16_t>(integer(1124, 65535))};
    if (coin()) c.leapfile = LeapFile{path(), coin()};
    if (coin()) c.leap_smear_s = integer(7200, 86400);
    if (coin()) c.workers = static_cast<int>(integer(0, 64));
    repeat([&] { c.xdp.push_back({coin() ? "auto" : "eth0.5", static_cast<XdpMode>(integer(0, 2)), coin()}); });
    repeat([&] { c.hwtimestamp.push_back(hardware_stamps()); });
    if (coin()) c.dscp = static_cast<std::uint8_t>(integer(0, 63));
    if (coin()) c.drift_threshold = number(0, 1);
    if (coin()) c.basedate_days = integer(0, 100'000);
    if (coin()) c.limits = {integer(-1, 64), integer(0, 200), std::nullopt};
    if (coin()) c.poll_skews.otherwise = PollSkew{0, integer(0, 65536), integer(0, 65536)};
    for (const int poll : {3, 6, 17}) {
      const int half_s = 1 << (poll - 1);
      if (coin()) c.poll_skews.list.push_back({poll, integer(0, half_s), integer(0, half_s)});
    }
    c.broadcast_client.enabled = coin();
    c.broadcast_client.novolley = c.broadcast_client.enabled && coin();
    if (coin()) c.broadcast_client.groups = {"224.0.1.1", "ff05::101"};
    if (coin()) c.broadcast_client.delay_s = number(0, 1);
  }

  HardwareStampLine hardware_stamps() {
    HardwareStampLine line;
    line.interface = coin() ? "*" : "eth0.5";
    line.minpoll_log2_s = integer(-6, 20);
    if (coin()) line.maxpoll_log2_s = integer(line.minpoll_log2_s, 20);
    if (coin()) line.precision_s = number(0, 1);
    if (coin()) line.txcomp_s = number(-0.01, 0.01);
    if (coin()) line.rxcomp_s = number(-0.01, 0.01);
    line.minsamples = integer(2, 64);
    line.maxsamples = integer(line.minsamples, 64);
    line.rxfilter = static_cast<ReceiveFilter>(integer(0, 3));
    line.nocrossts = coin();
    line.off = coin();
    return line;
  }

  void set_keys(Config& c) {
    repeat([&] {
      const auto low = static_cast<std::uint32_t>(integer(1, 65000));
      add_keys(c.trusted_keys, {low, low + static_cast<std::uint32_t>(coin() ? 0 : integer(0, 500))});
    });
    if (coin()) c.control_key = static_cast<std::uint32_t>(integer(1, 65535));
    c.nts.server = coin();
    c.nts.tlscipherserverpreference = coin();
    for (std::optional<std::string> NtsSettings::*member :
         {&NtsSettings::cert, &NtsSettings::key, &NtsSettings::ca, &NtsSettings::cookie, &NtsSettings::mintls,
          &NtsSettings::maxtls, &NtsSettings::tlsciphersuites, &NtsSettings::tlsecdhcurves, &NtsSettings::aead}) {
      if (coin()) c.nts.*member = path();
    }
    if (coin()) c.nts.port = integer(1, 65535);
    if (coin()) c.nts.pool = integer(0, 65535);
  }

  void set_statistics(Config& c) {
    for (std::size_t kind = 0; kind < kStatisticsWords.size(); ++kind) {
      if (kStatisticsWords[kind] == "cryptostats" || kStatisticsWords[kind] == "timingstats") continue;
      Filegen& filegen = c.filegens[kind];
      filegen.listed = coin();
      if (coin()) continue;
      filegen.switched = coin();
      if (coin()) filegen.file = path();
      filegen.type = static_cast<FilegenType>(integer(0, 6));
      filegen.link = coin();
    }
    if (coin()) c.log_mask.bits = static_cast<std::uint16_t>(rng_.next_u64());
    repeat([&] {
      const std::string name = "v." + std::to_string(c.variables.size());
      c.variables.push_back({name, coin() ? path() : "", coin()});
    });
  }

  void set_access(Config& c) {
    if (coin()) c.rate.discard = {integer(0, 17), integer(0, 65535), integer(0, 100'000)};
    if (coin()) c.rate.score = ScoreOptions{number(0.001, 100), number(1, 1000), coin() ? 0.5 : number(0.001, 1)};
    if (coin()) return;
    for (std::int64_t access::MruOptions::*member :
         {&MruOptions::maxdepth, &MruOptions::mindepth, &MruOptions::maxage_s, &MruOptions::minage_s,
          &MruOptions::initalloc, &MruOptions::incalloc}) {
      c.mru.*member = integer(0, 100'000);
    }
  }

  bool coin() { return rng_.next_u64() % 2 == 0; }
  int integer(int low, int high) {
    return low + static_cast<int>(rng_.next_u64() % (static_cast<std::uint64_t>(high - low) + 1));
  }
  double number(double low, double high) { return low + rng_.next_unit() * (high - low); }
  template <class Make>
  void repeat(Make make) {
    for (int i = integer(0, 4); i > 0; --i) make();
  }
  std::string text(std::string_view letters, int longest) {
    std::string made;
    for (int i = integer(1, longest); i > 0; --i) made += letters[rng_.next_u64() % letters.size()];
    return made;
  }
  std::string path() { return text("abcXYZ019 /._-#{}(),;|='\xc3\xa9", 40); }
  std::optional<IpFamily> family() {
    if (coin()) return std::nullopt;
    return coin() ? IpFamily::v4 : IpFamily::v6;
  }
  std::string v4() { return "10." + std::to_string(integer(0, 255)) + '.' + std::to_string(integer(0, 255)) + ".7"; }
  std::string host(std::optional<IpFamily> wanted) {
    if (coin()) return text("abcdefgh-_", 20).insert(0, 1, 'x') + ".example";
    if (wanted == IpFamily::v6) return "2001:db8::" + text("0123456789abcdef", 4);
    return wanted == IpFamily::v4 || coin() ? v4() : "fe80::1%eth0";
  }

  AssociationLine association() {
    AssociationLine line;
    auto& o = line.options;
    o.kind = static_cast<AssociationKind>(integer(0, 4));
    const bool is_clock = o.kind == AssociationKind::local_clock;
    if (!is_clock) line.family = family();
    line.host = is_clock ? "127.127.1." + std::to_string(integer(0, 255)) : host(line.family);
    if (coin()) line.port = static_cast<std::uint16_t>(integer(1, 65535));
    o.xleave = coin();
    const int lowest = integer(o.xleave ? -4 : 3, 17);
    o.minpoll = PollExponent(lowest);
    o.maxpoll = PollExponent(integer(lowest, 17));
    o.version = static_cast<std::uint8_t>(integer(1, 4));
    for (bool association::AssociationOptions::*member :
         {&association::AssociationOptions::iburst, &association::AssociationOptions::burst,
          &association::AssociationOptions::prefer, &association::AssociationOptions::noselect,
          &association::AssociationOptions::truechimer, &association::AssociationOptions::preempt,
          &association::AssociationOptions::from_service_port}) {
      o.*member = coin();
    }
    if (coin()) o.key_id = static_cast<std::uint32_t>(integer(1, 65535));
    if (coin()) o.bias_s = number(-10, 10);
    if (coin()) o.ttl = static_cast<std::uint8_t>(integer(0, 255));
    return line;
  }

  AssociationLine held_back() {
    if (coin()) {
      AssociationLine line = association();
      while (line.options.kind == AssociationKind::local_clock) line = association();
      line.nts.emplace();
      line.nts->noval = coin();
      for (std::optional<std::string> NtsAssociation::*member :
           {&NtsAssociation::ask, &NtsAssociation::require, &NtsAssociation::ca, &NtsAssociation::cert,
            &NtsAssociation::expire, &NtsAssociation::aead}) {
        if (coin()) (*line.nts).*member = path();
      }
      return line;
    }
    AssociationLine line = {.host = "127.127.20." + std::to_string(integer(0, 255))};
    line.options.kind = AssociationKind::reference_clock;
    line.options.maxpoll = PollExponent(6);
    line.refclock.mode = static_cast<std::uint32_t>(rng_.next_u64());
    if (coin()) line.refclock.path = path();
    if (coin()) line.refclock.ppspath = path();
    if (coin()) line.refclock.baud = integer(50, 115200);
    return line;
  }

  FudgeLine fudge() {
    FudgeLine line;
    line.clock = base::IpAddress::v4(127, 127, static_cast<std::uint8_t>(integer(0, 255)), 3);
    if (coin()) line.stratum = static_cast<std::uint8_t>(integer(0, 16));
    if (coin()) line.reference_id = text("ABC xyz\x7e!#'=", 4);
    if (coin()) line.time1_s = number(-1, 1);
    if (coin()) line.time2_s = number(-1e9, 1e9);
    line.flags_given = static_cast<std::uint8_t>(integer(1, 15));
    line.flags = static_cast<std::uint8_t>(integer(0, 15) & line.flags_given);
    if (coin()) line.minjitter_s = number(0, 16);
    if (coin()) line.abbreviation = "G P S";
    if (coin()) line.mode = static_cast<std::uint32_t>(integer(0, 1000));
    return line;
  }

  RestrictLine restriction() {
    RestrictLine line;
    line.target = static_cast<RestrictTarget>(integer(0, 2));
    if (line.target != RestrictTarget::source) line.family = family();
    if (line.target == RestrictTarget::address && coin()) {
      line.host = host(line.family);
    } else if (line.target == RestrictTarget::address) {
      const bool is_v4 = line.family ? *line.family == IpFamily::v4 : coin();
      line.host = is_v4 ? v4() : "2001:db8::7";
      line.mask = base::IpAddress::parse(is_v4 ? "255.255.128.0" : "ffff:fffe::");
    }
    if (coin()) line.ippeerlimit = integer(-1, 100);
    line.flags.bits = static_cast<std::uint32_t>(rng_.next_u64() % (1U << 17U));
    line.flags.add(access::Restrict::limited);  // `kod` alone is a warning
    return line;
  }

  InterfaceLine interface() {
    const auto action = static_cast<InterfaceAction>(integer(0, 2));
    return {action, coin() ? text("abc:%-=,;01#", 15) : "10.0.0.0/" + std::to_string(integer(0, 32)), {}};
  }

  selection::SelectionOptions selection() {
    selection::SelectionOptions o;
    if (coin()) return o;
    o.minclock = integer(1, 1000);
    o.maxclock = integer(1, 1000);
    o.minsane = integer(1, 1000);
    o.mindist_s = number(0, 16);
    o.maxdist_s = number(0, 65536);
    o.maxdisp_s = number(0, 65536);
    o.floor = static_cast<std::uint8_t>(integer(0, 16));
    o.ceiling = static_cast<std::uint8_t>(integer(0, 16));
    o.cohort = coin();
    o.orphan_stratum = static_cast<std::uint8_t>(coin() ? 17 : integer(1, 15));
    o.orphanwait_s = integer(0, 2'000'000'000);
    o.watchdog = coin() ? 0 : integer(3, 64);
    return o;
  }

  discipline::DisciplineOptions discipline() {
    discipline::DisciplineOptions o;
    o.enabled = coin();
    if (coin()) o.panic_s = number(0, 1e9);
    if (coin()) o.step_forward_s = number(0, 1);
    if (coin()) o.step_backward_s = 0;
    if (coin()) o.stepout_s = integer(0, 100'000);
    if (coin()) o.dispersion_ppm = number(0, 500);
    if (coin()) o.initial_frequency = Frequency::from_ppm(number(-500, 500));
    return o;
  }

  base::SeededRng rng_;
};

}  // namespace foliot::config
