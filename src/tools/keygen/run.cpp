#include "tools/keygen/run.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <array>
#include <chrono>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "platform/files.hpp"

namespace foliot::keygen {
namespace {

constexpr int kFailed = 1;
constexpr int kWrongUsage = 2;
constexpr mode_t kKeyFileMode = 0600;

struct Words {
  std::string type;
  std::string format = "classic";
  bool classic = false;
};

std::string check_type(const std::string& name) {
  return auth::parse_key_type(name) ? "" : name + " is no kind of key; see ntp.keys(5)";
}

void add_options(CLI::App& app, Options& options, Words& words) {
  app.add_flag("-M,--md5key", words.classic, "Make the classic set: ten MD5 keys and ten SHA1 keys (the default)");
  app.add_option("-s,--subject-name", options.host, "The host in the name of the file; this one when none is given")
      ->type_name("HOST");
  app.add_option("--type", words.type, "Make keys of this kind: MD5, SHA1, SHA256, SHA512, SHA3-256, AES128CMAC, ...")
      ->type_name("TYPE")
      ->check(CLI::Validator(check_type, ""));
  app.add_option("--count", options.count, "How many keys of --type; 10 when not given")
      ->type_name("COUNT")
      ->check(CLI::Range(1, 1000));
  app.add_option("--first", options.first, "The id of the first key; 1 when not given")
      ->type_name("ID")
      ->check(CLI::Range(1, 65535));
  app.add_option("--format", words.format, "The file is for classic ntp (and this suite), ntpsec or chrony")
      ->type_name("FORMAT")
      ->check(CLI::IsMember({"classic", "ntpsec", "chrony"}));
  app.add_option("--directory", options.directory, "Where to make the files; here when not given")->type_name("FOLDER");
  app.add_option("-o,--output", options.output, "Make this file, and no link; - is standard output")->type_name("FILE");
  app.add_flag("--json", options.json, "Print what was made as one JSON object, without the secrets");
}

/// `Wed Oct 23 12:44:10 2019`, as ctime(3) has it.
std::string date_text(const Edges& edges) {
  static constexpr std::array kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr std::array kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  namespace chrono = std::chrono;
  const auto local = chrono::floor<chrono::seconds>(
                         chrono::sys_time<chrono::nanoseconds>{chrono::nanoseconds(edges.now.nanoseconds())}) +
                     chrono::seconds(edges.zone_offset_s(edges.now));
  const auto day = chrono::floor<chrono::days>(local);
  const chrono::year_month_day date{day};
  const chrono::hh_mm_ss time{local - day};
  return fmt::format("{} {} {:2} {:02}:{:02}:{:02} {}", kDays[chrono::weekday{day}.c_encoding()],
                     kMonths[static_cast<unsigned>(date.month()) - 1], static_cast<unsigned>(date.day()),
                     time.hours().count(), time.minutes().count(), time.seconds().count(),
                     static_cast<int>(date.year()));
}

/// Makes `link` point to `target` at once, whatever was there.
bool replace_link(const std::filesystem::path& link, const std::string& target, base::Rng& rng) {
  std::error_code error;
  const std::filesystem::path temporary = link.string() + fmt::format(".{:016x}", rng.next_u64());
  std::filesystem::create_symlink(target, temporary, error);
  if (error) return false;
  std::filesystem::rename(temporary, link, error);
  if (!error) return true;
  std::filesystem::remove(temporary, error);
  return false;
}

std::string json_of(const std::vector<NewKey>& keys, const std::string& file, const std::string& link) {
  nlohmann::json object{{"file", file}, {"keys", nlohmann::json::array()}};
  if (!link.empty()) object["link"] = link;
  for (const NewKey& key : keys) object["keys"].push_back({{"id", key.id}, {"type", auth::to_string(key.type)}});
  return object.dump(-1, ' ', true, nlohmann::json::error_handler_t::replace) + '\n';
}

cli::Ending failure(const std::string& path, const std::string& reason) {
  return {.exit_status = kFailed, .output = {}, .errors = fmt::format("ntp-keygen: {}: {}\n", path, reason)};
}

cli::Ending write_output(const Options& options, const std::vector<NewKey>& keys, const std::string& text) {
  if (options.output == "-") return {.exit_status = 0, .output = text, .errors = {}};
  const auto written = platform::write_new_file(options.output, text, kKeyFileMode);
  if (!written) return failure(options.output, written.error().text());
  return {.exit_status = 0, .output = options.json ? json_of(keys, options.output, "") : "", .errors = {}};
}

}  // namespace

CommandLine parse_command_line(std::vector<std::string> arguments, const std::string& host_name) {
  CommandLine line;
  Words words;
  CLI::App app{"ntp-keygen - make keys for NTP", "ntp-keygen"};
  line.options.host = host_name;
  add_options(app, line.options, words);
  line.ending = cli::parse(app, std::move(arguments), kWrongUsage);
  if (line.ending && line.ending->exit_status == kWrongUsage) {
    line.ending->errors += "Autokey files are not made: it can be broken (RFC 8633). Use symmetric keys.\n";
  }
  if (!line.ending && line.options.host.find('/') != std::string::npos) {
    line.ending = cli::Ending{.exit_status = kWrongUsage, .errors = "ntp-keygen: a host name has no slash\n"};
  }
  if (!words.type.empty()) line.options.type = auth::parse_key_type(words.type);
  if (!line.ending && words.classic && line.options.type) {
    line.ending = cli::Ending{.exit_status = kWrongUsage, .errors = "ntp-keygen: -M makes its own kinds of keys\n"};
  }
  line.options.dialect = parse_dialect(words.format).value_or(Dialect::classic);
  return line;
}

cli::Ending run(const Options& options, const Edges& edges) {
  const std::vector<NewKey> keys = options.type ? make_keys(*options.type, options.first, options.count, *edges.rng)
                                                : make_classic_keys(options.first, *edges.rng);
  if (keys.back().id > auth::kMaxKeyId) return failure("--first", "ids end at 65535");
  const std::string lines = to_text(keys, options.dialect);
  if (!options.output.empty()) return write_output(options, keys, lines);
  const std::string link = "ntpkey_MD5key_" + options.host;
  const std::string file = fmt::format("{}.{}", link, to_timestamp(edges.now).bits() >> 32U);
  const std::filesystem::path folder = options.directory;
  const std::string text = fmt::format("# {}\n# {}\n\n{}", file, date_text(edges), lines);
  const auto written = platform::write_new_file(folder / file, text, kKeyFileMode);
  if (!written) return failure(folder / file, written.error().text());
  if (!replace_link(folder / link, file, *edges.rng)) {
    std::error_code ignored;
    std::filesystem::remove(folder / file, ignored);
    return failure(folder / link, "the link cannot be made");
  }
  if (options.json) return {.exit_status = 0, .output = json_of(keys, folder / file, folder / link), .errors = {}};
  return {
      .exit_status = 0, .output = {}, .errors = fmt::format("Generating new md5 file and link\n{}->{}\n", link, file)};
}

}  // namespace foliot::keygen
