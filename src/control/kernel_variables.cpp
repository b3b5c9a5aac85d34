// `k*`: the clock that the kernel keeps. A clock without one shows zeros, as in classic.
#include <array>

#include "control/service_variables.hpp"
#include "control/value_text.hpp"

namespace foliot::control {
namespace {

using Self = SystemVariables;
using clock::KernelState;

constexpr double kMs = 1e3;

template <class Read>
Value kernel(const Self& s, Read read) {
  return s.system.kernel ? read(*s.system.kernel) : "0";
}

/// What has a value only while the kernel follows a pulse per second.
template <class Read>
Value pulse(const Self& s, Read read) {
  return s.system.kernel && s.system.kernel->calibration_log2_s > 0 ? read(*s.system.kernel) : "0";
}

Value status_words(const Self& s) {
  std::string words;
  const unsigned status = s.system.kernel ? s.system.kernel->status : 0;
  for (std::size_t bit = 0; bit < clock::kKernelStatusWords.size(); ++bit) {
    if ((status >> bit & 1U) == 0) continue;
    if (!words.empty()) words += ' ';
    words += clock::kKernelStatusWords[bit];
  }
  return quoted_text(words);
}

std::string ms(double seconds) {
  return general_text(seconds * kMs);
}
std::string ppm(Frequency frequency) {
  return general_text(frequency.ppm());
}

constexpr auto kTable = std::to_array<Variable<Self>>({
    {"koffset", false, [](const Self& s) { return kernel(s, [](const KernelState& k) { return ms(k.offset_s); }); }},
    {"kfreq", false, [](const Self& s) { return kernel(s, [](const KernelState& k) { return ppm(k.frequency); }); }},
    {"kmaxerr", false, [](const Self& s) { return kernel(s, [](const KernelState& k) { return ms(k.max_error_s); }); }},
    {"kesterr", false,
     [](const Self& s) { return kernel(s, [](const KernelState& k) { return ms(k.estimated_error_s); }); }},
    {"kstflags", false, status_words},
    {"ktimeconst", false,
     [](const Self& s) { return kernel(s, [](const KernelState& k) { return std::to_string(k.time_constant); }); }},
    {"kprecis", false, [](const Self& s) { return kernel(s, [](const KernelState& k) { return ms(k.precision_s); }); }},
    {"kfreqtol", false, [](const Self& s) { return kernel(s, [](const KernelState& k) { return ppm(k.tolerance); }); }},
    {"kppsfreq", false,
     [](const Self& s) { return pulse(s, [](const KernelState& k) { return ppm(k.pps_frequency); }); }},
    {"kppsstab", false,
     [](const Self& s) { return pulse(s, [](const KernelState& k) { return ppm(k.pps_stability); }); }},
    {"kppsjitter", false,
     [](const Self& s) { return pulse(s, [](const KernelState& k) { return fixed_text(k.pps_jitter_s * kMs, 3); }); }},
    {"kppscalibdur", false,
     [](const Self& s) {
       return pulse(s, [](const KernelState& k) { return std::to_string(1ULL << (k.calibration_log2_s & 31)); });
     }},
    {"kppscalibs", false,
     [](const Self& s) { return pulse(s, [](const KernelState& k) { return std::to_string(k.calibrations); }); }},
    {"kppscaliberrs", false,
     [](const Self& s) { return pulse(s, [](const KernelState& k) { return std::to_string(k.calibration_errors); }); }},
    {"kppsjitexc", false,
     [](const Self& s) { return pulse(s, [](const KernelState& k) { return std::to_string(k.jitter_exceeded); }); }},
    {"kppsstbexc", false,
     [](const Self& s) { return pulse(s, [](const KernelState& k) { return std::to_string(k.stability_exceeded); }); }},
});

}  // namespace

std::span<const Variable<SystemVariables>> kernel_variables() {
  return kTable;
}

}  // namespace foliot::control
