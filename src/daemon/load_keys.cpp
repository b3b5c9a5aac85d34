#include "daemon/load_keys.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "platform/files.hpp"

namespace foliot::daemon {
namespace {

constexpr std::size_t kMaxKeyFileBytes = 16'000'000;  // 65535 keys of the longest kind

std::string reason(const auth::KeyFileFinding& finding) {
  using auth::AuthError;
  switch (finding.error) {
    case AuthError::bad_key_id:
      return fmt::format("a key id is a number from 1 to {}", auth::kMaxKeyId);
    case AuthError::missing_key_type:
      return fmt::format("no key type for key {}", finding.key_id);
    case AuthError::unknown_key_type:
      return fmt::format("invalid type for key {}; MD5, SHA1, SHA256, SHA512 or AES128CMAC were expected",
                         finding.key_id);
    case AuthError::missing_secret:
      return fmt::format("no key for key {}", finding.key_id);
    case AuthError::bad_hex_digit:
      return fmt::format("invalid hex digit for key {}; a secret of more than 20 characters is pairs of them",
                         finding.key_id);
    case AuthError::bad_secret_size:
      return fmt::format("the secret of key {} is longer than {} bytes", finding.key_id, auth::kMaxSecretBytes);
    case AuthError::bad_address:
      return fmt::format("invalid IP address for key {}; ADDRESS[/LENGTH],... was expected", finding.key_id);
    case AuthError::too_many_errors:
      return fmt::format("rejecting file after {} errors (emergency break)", auth::kMaxBadLines + 1);
    case AuthError::too_many_keys:
      return fmt::format("rejecting file with more than {} keys", auth::kMaxKeys);
  }
  return {};
}

std::vector<auth::KeyRange> trust_of(const config::Config& config) {
  std::vector<auth::KeyRange> ranges;
  for (const config::KeyRange& range : config.trusted_keys) ranges.push_back({range.low, range.high});
  return ranges;
}

void warn_of_readers(const std::string& path, std::optional<gid_t> own_group, Logger& log) {
  const auto open = platform::is_readable_by_others(path, own_group);
  if (open && *open) log.warning(fmt::format("others may read the key file {}: chmod 600 {}", path, path));
}

}  // namespace

std::string key_finding_text(const std::string& path, const auth::KeyFileFinding& finding) {
  return fmt::format("authreadkeys: {}:{}: {}", path, finding.line, reason(finding));
}

std::shared_ptr<const auth::KeyRing> load_keys(const config::Config& config,
                                               std::shared_ptr<const auth::KeyRing> running, Logger& log,
                                               std::optional<gid_t> own_group) {
  if (!config.keys_file) return std::make_shared<const auth::KeyRing>();
  const std::string& path = *config.keys_file;
  const auto text = platform::read_small_file(path, kMaxKeyFileBytes);
  if (!text) {
    log.error(fmt::format("authreadkeys: file '{}': {}", path, text.error().text()));
    return running;
  }
  warn_of_readers(path, own_group, log);
  auth::KeyFile file = auth::parse_key_file(*text);
  for (const auth::KeyFileFinding& finding : file.findings) log.error(key_finding_text(path, finding));
  if (file.rejected()) return running;
  return std::make_shared<const auth::KeyRing>(std::move(file.keys), trust_of(config));
}

void report_missing_keys(const config::Config& config, const auth::KeyRing& keys, Logger& log) {
  const auto complain = [&](std::uint32_t id, const std::string& consequence) {
    if (keys.find_trusted(id) != nullptr) return;
    const char* what = keys.find(id) == nullptr ? "is not in the key file (`keys`)" : "is not trusted (`trustedkey`)";
    log.error(fmt::format("key {} {}: {}", id, what, consequence));
  };
  for (const config::AssociationLine& line : config.associations) {
    if (line.options.key_id) complain(*line.options.key_id, fmt::format("{} is not asked", line.host));
  }
  if (config.control_key) complain(*config.control_key, "no change by ntpq is accepted");
}

}  // namespace foliot::daemon
