// Fuzz target: any bytes as an ntp.conf must parse, and what was understood must survive a print and a second parse.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/check.hpp"
#include "config/parser.hpp"
#include "config/print.hpp"

namespace {

namespace base = foliot::base;
namespace config = foliot::config;

void check_findings(const config::ParsedConfig& parsed) {
  base::check(parsed.findings.size() <= config::kMaxFindings);
  for (const config::Finding& finding : parsed.findings) {
    const std::string text = config::to_text(finding);
    for (const char c : text) base::check(c >= ' ' && c < '\x7f');
  }
}

}  // namespace

// Called by libFuzzer.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const config::ParsedConfig first = config::parse(text, "fuzz.conf");
  check_findings(first);
  const std::string printed = config::print(first.config);
  const config::ParsedConfig second = config::parse(printed, "printed.conf");
  for (const config::Finding& finding : second.findings) base::check(finding.severity == config::Severity::warning);
  base::check(config::same_settings(first.config, second.config));
  base::check(config::print(second.config) == printed);
  return 0;
}
