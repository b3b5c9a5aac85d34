// The files that a configuration is made of: the one that is named, those that it includes, and the folder `ntp.d`
// beside it.
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "config/text_source.hpp"
#include "daemon/options.hpp"

namespace foliot::daemon {

inline constexpr std::size_t kMaxConfigBytes = 64'000'000;

/// Reads included files. A relative name means the folder of the including file, as in ntpsec, or else that in which
/// the daemon was started, as in classic. A folder stands for its files that end in `.conf`, sorted by name.
class ConfigFiles final : public config::TextSource {
 public:
  explicit ConfigFiles(const Options& options) : options_(options) {}

  [[nodiscard]] std::expected<std::vector<config::SourceText>, std::string> read(std::string_view path,
                                                                                 std::string_view from) override;

 private:
  const Options& options_;
};

/// The `*.conf` files of the folder `ntp.d` beside `config_file`, as ntpsec reads them after it. None where there is
/// no such folder. Errors: which of them cannot be read, and why.
[[nodiscard]] std::expected<std::vector<config::SourceText>, std::string> read_companions(
    const std::string& config_file);

}  // namespace foliot::daemon
