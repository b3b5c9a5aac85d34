#include "daemon/remote_changes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <iterator>
#include <utility>
#include <vector>

#include "config/parser.hpp"
#include "config/print.hpp"
#include "platform/files.hpp"

namespace foliot::daemon {
namespace {

constexpr std::size_t kMostFindings = 8;  // as many as a person reads
constexpr std::size_t kLongestName = 128;

/// In the form that ntpq of all kinds looks for, to point at the column.
std::string finding_text(const config::Finding& finding) {
  std::string text = config::to_text(finding);
  const std::size_t place = text.find(": ");
  if (place != std::string::npos) text.erase(0, place + 2);
  return fmt::format("column {} syntax error: {}", finding.place.column, text);
}

std::string complaint(const std::vector<config::Finding>& findings) {
  std::string text;
  std::size_t listed = 0;
  for (const config::Finding& finding : findings) {
    if (finding.severity != config::Severity::error || listed++ == kMostFindings) continue;
    text += finding_text(finding) + "\n";
  }
  return text + "Nothing was changed\n";
}

/// The name with its conversions filled in; empty when that is not possible.
std::string filled_in(std::string_view name) {
  if (name.empty() || name.size() > kLongestName || name.find('\0') != std::string_view::npos) return {};
  const std::string format(name);
  const std::time_t now = std::time(nullptr);
  std::tm local{};
  if (localtime_r(&now, &local) == nullptr) return {};
  std::array<char, 2 * kLongestName> text{};
  return {text.data(), std::strftime(text.data(), text.size(), format.c_str(), &local)};
}

bool is_plain_name(std::string_view name) {
  constexpr std::string_view kAllowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";
  return !name.empty() && name.front() != '.' && name.find_first_not_of(kAllowed) == std::string_view::npos;
}

}  // namespace

const config::Config& RemoteChanges::next() const {
  return accepted_ ? accepted_->config : running_;
}

void RemoteChanges::set_variables(std::span<const control::NamedValue> values) {
  if (!accepted_) accepted_ = Accepted{running_, {}};
  for (const control::NamedValue& wanted : values) {
    const auto variable = std::ranges::find(accepted_->config.variables, wanted.name, &config::Variable::name);
    if (variable == accepted_->config.variables.end()) continue;
    variable->value = wanted.value;
    log_.notice(fmt::format("variable {} set by ntpq: {}", wanted.name, wanted.value));
  }
}

std::string RemoteChanges::configure(std::string_view text) {
  const config::Config& base = next();
  auto parsed = config::parse({.text = text, .file_name = "remote", .base = base, .remote = true});
  const auto is_error = [](const config::Finding& finding) { return finding.severity == config::Severity::error; };
  if (std::ranges::any_of(parsed.findings, is_error)) return complaint(parsed.findings);
  for (const config::Finding& finding : parsed.findings) log_.warning(config::to_text(finding));
  log_.notice(fmt::format("configuration by ntpq: {}", text));
  config::Commands commands = accepted_ ? std::move(accepted_->commands) : config::Commands{};
  std::ranges::copy(parsed.commands.unpeer, std::back_inserter(commands.unpeer));
  commands.reset.bits = static_cast<std::uint8_t>(commands.reset.bits | parsed.commands.reset.bits);
  accepted_ = Accepted{std::move(parsed.config), std::move(commands)};
  return "Config Succeeded\n";
}

std::string RemoteChanges::save_configuration(std::string_view name) {
  if (!running_.saveconfigdir) return "saveconfig prohibited: the configuration names no saveconfigdir\n";
  const std::string file = filled_in(name);
  if (!is_plain_name(file)) return "saveconfig: the name may hold letters, digits and ._- only, and no folder\n";
  std::string folder = *running_.saveconfigdir;
  if (!folder.ends_with('/')) folder += '/';
  const auto written = platform::write_new_file(folder + file, config::print(running_));
  if (!written) {
    log_.error(fmt::format("saveconfig {}{}: {}", folder, file, written.error().text()));
    return fmt::format("Unable to save configuration to file '{}': {}\n", file, written.error().text());
  }
  log_.notice(fmt::format("configuration saved to {}{}", folder, file));
  return fmt::format("Configuration saved to '{}'\n", file);
}

std::optional<RemoteChanges::Accepted> RemoteChanges::take() {
  return std::exchange(accepted_, std::nullopt);
}

}  // namespace foliot::daemon
