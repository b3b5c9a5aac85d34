#include "tools/ntpstat/report.hpp"

#include <fmt/format.h>

#include <array>
#include <nlohmann/json.hpp>
#include <string_view>

namespace foliot::ntpstat {
namespace {

std::string_view source_name(int source) {
  static constexpr std::array<std::string_view, 10> kNames{"unspecified", "atomic clock", "VLF radio",  "HF radio",
                                                           "UHF radio",   "local net",    "NTP server", "UDP/TIME",
                                                           "wristwatch",  "modem"};
  const auto index = static_cast<std::size_t>(source);
  return index < kNames.size() ? kNames[index] : "unknown source";
}

bool exceeds(const Facts& facts, std::optional<double> allowed_ms) {
  return allowed_ms && facts.max_error_ms && *facts.max_error_ms > *allowed_ms;
}

int exit_status(const Facts& facts, std::optional<double> allowed_ms) {
  const bool complete = facts.stratum && facts.max_error_ms && facts.poll_s;
  return facts.synchronised && complete && !exceeds(facts, allowed_ms) ? kSynchronised : kUnsynchronised;
}

std::string first_line(const Facts& facts) {
  if (!facts.synchronised) return facts.restarting ? "unsynchronised\n  time server re-starting\n" : "unsynchronised\n";
  std::string line = fmt::format("synchronised to {}", source_name(facts.source));
  if (facts.source == kNtpServer && facts.address) line += fmt::format(" ({})", *facts.address);
  return line + (facts.stratum ? fmt::format(" at stratum {}\n", *facts.stratum) : ", stratum unknown\n");
}

std::string second_line(const Facts& facts, std::optional<double> allowed_ms) {
  if (!facts.synchronised) return {};
  if (!facts.max_error_ms) return "accuracy unknown\n";
  std::string line = fmt::format("   time correct to within {:.0f} ms", *facts.max_error_ms);
  if (exceeds(facts, allowed_ms)) line += fmt::format(" (exceeded maximum of {:g} ms)", *allowed_ms);
  return line + '\n';
}

}  // namespace

Report make_report(const Facts& facts, std::optional<double> allowed_ms) {
  const std::string third =
      facts.poll_s ? fmt::format("   polling server every {} s\n", *facts.poll_s) : "poll interval unknown\n";
  return {first_line(facts) + second_line(facts, allowed_ms) + third, exit_status(facts, allowed_ms)};
}

Report make_json_report(const Facts& facts, std::optional<double> allowed_ms) {
  nlohmann::json object{{"synchronised", facts.synchronised}, {"exit_status", exit_status(facts, allowed_ms)}};
  if (facts.synchronised) {
    object["source"] = source_name(facts.source);
    if (facts.source == kNtpServer && facts.address) object["address"] = *facts.address;
    if (facts.stratum) object["stratum"] = *facts.stratum;
    if (facts.max_error_ms) object["max_error_ms"] = *facts.max_error_ms;
    if (allowed_ms) object["exceeded"] = exceeds(facts, allowed_ms);
  } else {
    object["restarting"] = facts.restarting;
  }
  if (facts.poll_s) object["poll_s"] = *facts.poll_s;
  return {object.dump() + '\n', exit_status(facts, allowed_ms)};
}

}  // namespace foliot::ntpstat
