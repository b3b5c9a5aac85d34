// Fuzz target: any bytes as an ntp.conf must parse, and what was understood must survive a print and a second parse.
// Zero bytes part files: the first includes the others by their number, each may include any, also itself. The same
// bytes are read once more as if they had come in by mode 6, on top of what they gave the first time.
#include <cstddef>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

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

/// The files of one input, by number; a folder is two of them.
class Files final : public config::TextSource {
 public:
  explicit Files(std::string_view input) {
    while (texts_.size() < kMostFiles) {
      const std::size_t end = input.find('\0');
      texts_.push_back(input.substr(0, end));
      if (end == std::string_view::npos) break;
      input.remove_prefix(end + 1);
    }
  }
  [[nodiscard]] std::string_view first() const { return texts_[0]; }
  std::expected<std::vector<config::SourceText>, std::string> read(std::string_view path, std::string_view) override {
    if (path == "d") return std::vector<config::SourceText>{named(0), named(texts_.size() - 1)};
    const std::size_t number = path.size() == 1 ? static_cast<std::size_t>(path[0] - '0') : kMostFiles;
    if (number >= texts_.size()) return std::unexpected("no such file");
    return std::vector<config::SourceText>{named(number)};
  }

 private:
  static constexpr std::size_t kMostFiles = 8;
  [[nodiscard]] config::SourceText named(std::size_t number) const {
    return {"file " + std::to_string(number), std::string(texts_[number])};
  }
  std::vector<std::string_view> texts_;
};

/// What came in by mode 6 names no file.
void check_remote(std::string_view text, const config::Config& before) {
  config::ParseRequest request{.text = text, .file_name = "remote"};
  request.base = before;
  request.remote = true;
  const config::ParsedConfig parsed = config::parse(std::move(request));
  check_findings(parsed);
  base::check(parsed.config.driftfile == before.driftfile && parsed.config.logfile == before.logfile);
  base::check(parsed.config.keys_file == before.keys_file && parsed.config.statsdir == before.statsdir);
}

}  // namespace

// Called by libFuzzer.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  Files files(text);
  const config::ParsedConfig first =
      config::parse(config::ParseRequest{.text = files.first(), .file_name = "fuzz.conf", .includes = &files});
  check_findings(first);
  const std::string printed = config::print(first.config);
  const config::ParsedConfig second = config::parse(printed, "printed.conf");
  for (const config::Finding& finding : second.findings) base::check(finding.severity == config::Severity::warning);
  base::check(config::same_settings(first.config, second.config));
  base::check(config::print(second.config) == printed);
  check_remote(files.first(), first.config);
  return 0;
}
