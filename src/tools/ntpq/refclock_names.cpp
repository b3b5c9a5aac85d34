#include "tools/ntpq/refclock_names.hpp"

#include <fmt/format.h>

#include <array>
#include <string_view>

namespace foliot::ntpq {
namespace {

/// By type; those without a name were never given out or have been withdrawn.
constexpr auto kNames = std::to_array<std::string_view>({
    "",          "LOCAL",      "GPS_TRAK",   "WWV_PST",     "SPECTRACOM", "TRUETIME",     "IRIG_AUDIO", "CHU_AUDIO",
    "GENERIC",   "GPS_MX4200", "GPS_AS2201", "GPS_ARBITER", "IRIG_TPRO",  "ATOM_LEITCH",  "MSF_EES",    "",
    "GPS_BANC",  "GPS_DATUM",  "ACTS_MODEM", "WWV_HEATH",   "GPS_NMEA",   "GPS_VME",      "PPS",        "",
    "",          "",           "GPS_HP",     "MSF_ARCRON",  "SHM",        "GPS_PALISADE", "GPS_ONCORE", "GPS_JUPITER",
    "CHRONOLOG", "DUMBCLOCK",  "ULINK_M320", "PCF",         "WWV_AUDIO",  "GPS_FG",       "HOPF_S",     "HOPF_P",
    "JJY",       "TT_IRIG",    "GPS_ZYFER",  "GPS_RIPENCC", "NEOCLK4X",   "PCI_TSYNC",    "GPSD_JSON",
});

}  // namespace

std::string reference_clock_name(const base::IpAddress& address) {
  const unsigned type = address.bytes()[2];
  const unsigned unit = address.bytes()[3];
  if (type >= kNames.size() || kNames[type].empty()) return fmt::format("REFCLK({},{})", type, unit);
  return fmt::format("{}({})", kNames[type], unit);
}

std::string reference_hash(const base::IpAddress& address) {
  const auto octets = address.bytes();
  return fmt::format("({:02x}{:02x}{:02x}{:02x})", octets[0], octets[1], octets[2], octets[3]);
}

}  // namespace foliot::ntpq
