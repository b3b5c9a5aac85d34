// What sntp prints: one line, or one JSON object, in the forms of ntpsec's ntpdig.
#pragma once

#include <functional>
#include <string>

#include "time/points.hpp"
#include "tools/oneshot/server.hpp"

namespace foliot::sntp {

struct Finding {
  const oneshot::Server* server = nullptr;  ///< with a last reply
  Interval offset;
  Interval delay;  ///< of the sample, as measured
  bool adjusted = false;
};

/// How wrong the offset may be if the server's own claims hold: half the round trip, half its root delay, its root
/// dispersion and its precision.
[[nodiscard]] Interval error_bound(const Finding& finding);

/// `2015-10-14 13:46:04.534916 (+0500) -0.000007 +/- 0.084075 localhost 127.0.0.1 s2 no-leap`
[[nodiscard]] std::string line_of(const Finding& finding, const std::function<int(WallTime)>& zone_offset_s);
/// The same as JSON, with the fields and units of ntpdig: seconds.
[[nodiscard]] std::string json_of(const Finding& finding, const std::function<int(WallTime)>& zone_offset_s);

}  // namespace foliot::sntp
