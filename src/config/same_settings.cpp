// Equality of configurations that may come from different files.
#include <algorithm>
#include <tuple>

#include "config/config.hpp"

namespace foliot::config {
namespace {

bool same_line(const AssociationLine& a, const AssociationLine& b) {
  return a.host == b.host && a.family == b.family && a.port == b.port && a.options == b.options;
}

bool same_line(const FudgeLine& a, const FudgeLine& b) {
  const auto all = [](const FudgeLine& f) {
    return std::tie(f.clock, f.stratum, f.reference_id, f.time1_s, f.time2_s, f.flags);
  };
  return all(a) == all(b);
}

bool same_line(const RestrictLine& a, const RestrictLine& b) {
  const auto all = [](const RestrictLine& r) {
    return std::tie(r.target, r.host, r.mask, r.family, r.ippeerlimit, r.flags);
  };
  return all(a) == all(b);
}

bool same_line(const InterfaceLine& a, const InterfaceLine& b) {
  return a.action == b.action && a.what == b.what;
}

template <class Lines>
bool same_lines(const Lines& a, const Lines& b) {
  return std::ranges::equal(a, b, [](const auto& x, const auto& y) { return same_line(x, y); });
}

}  // namespace

bool same_settings(const Config& a, const Config& b) {
  const auto values = [](const Config& c) {
    return std::tie(c.rate, c.mru, c.selection, c.discipline, c.switches, c.driftfile, c.pidfile, c.logfile, c.leapfile,
                    c.leap_smear_s, c.port);
  };
  return same_lines(a.associations, b.associations) && same_lines(a.fudges, b.fudges) &&
         same_lines(a.restricts, b.restricts) && same_lines(a.interfaces, b.interfaces) && values(a) == values(b);
}

}  // namespace foliot::config
