// Any bytes as a leap second list, a drift file and a last good time: what is taken is in order and within its limits.
#include <cmath>
#include <string_view>

#include "base/check.hpp"
#include "discipline/drift_file.hpp"
#include "discipline/time_floor.hpp"
#include "time/leap_table.hpp"

using foliot::WallTime;
using foliot::base::check;

namespace {

void read_leap_list(std::string_view text) {
  const auto list = foliot::parse_leap_file(text);
  if (!list) return;
  for (WallTime at = WallTime::from_nanoseconds(0); at.nanoseconds() < 4'000'000'000'000'000'000;) {
    const auto next = list->table.next(at);
    if (!next) break;
    check(next->midnight > at);
    at = next->midnight;
  }
  check(std::abs(list->table.newest().tai_offset_s) < 2000);
}

void read_drift(std::string_view text) {
  const auto frequency = foliot::discipline::parse_drift(text);
  if (!frequency) return;
  check(std::abs(frequency->ppm()) <= 500);
  const auto again = foliot::discipline::parse_drift(foliot::discipline::format_drift(*frequency));
  check(again.has_value() && std::abs(again->ppm() - frequency->ppm()) < 1e-6);
}

void read_last_good_time(std::string_view text) {
  const auto time = foliot::discipline::parse_last_good_time(text);
  if (!time) return;
  check(foliot::discipline::parse_last_good_time(foliot::discipline::format_last_good_time(*time)) == time);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  read_leap_list(text);
  read_drift(text);
  read_last_good_time(text);
  return 0;
}
