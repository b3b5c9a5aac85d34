// Any bytes as one of the small files that a clock leaves behind: drift file, last good time, list of leap seconds.
#include <cmath>
#include <cstdlib>
#include <string_view>

#include "discipline/drift_file.hpp"
#include "discipline/time_floor.hpp"
#include "time/leap_table.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace foliot;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto drift = discipline::parse_drift(text);
  if (drift && !(std::abs(drift->ppm()) <= 500)) std::abort();
  const auto time = discipline::parse_last_good_time(text);
  if (time && discipline::parse_last_good_time(discipline::format_last_good_time(*time)) != time) std::abort();
  const auto list = parse_leap_file(text);
  if (list && list->updated && list->updated->nanoseconds() < -kUnixEpochInNtp_s * 1'000'000'000) std::abort();
  return 0;
}
