#include "tools/ntpq/keys.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ostream>

#include "auth/key_file.hpp"
#include "tools/ntpq/answers.hpp"
#include "tools/ntpq/commands.hpp"
#include "tools/ntpq/text.hpp"

namespace foliot::ntpq {
namespace {

std::optional<std::uint32_t> parse_key_id(const std::string& text) {
  const auto id = parse_integer(text);
  if (!id || *id < 1 || *id > auth::kMaxKeyId) return std::nullopt;
  return static_cast<std::uint32_t>(*id);
}

/// A typed secret is read as a key file would: up to 20 characters are text, more are hexadecimal digits.
std::optional<auth::SymmetricKey> make_key(const Credentials& credentials) {
  if (!credentials.key_id || !credentials.password) return std::nullopt;
  const std::string line =
      fmt::format("{} {} {}", *credentials.key_id, to_string(credentials.type), *credentials.password);
  const auth::KeyFile file = auth::parse_key_file(line);
  if (file.keys.size() != 1) return std::nullopt;
  return file.keys.front();
}

bool ask_key_id(Session& session) {
  if (session.credentials.key_id) return true;
  const auto text = session.surroundings->ask("Keyid: ", false);
  session.credentials.key_id = text ? parse_key_id(*text) : std::nullopt;
  if (!session.credentials.key_id) *session.err << "***A key id is a number from 1 to 65535\n";
  return session.credentials.key_id.has_value();
}

bool ask_password(Session& session) {
  const auto text = session.surroundings->ask(fmt::format("{} Password: ", to_string(session.credentials.type)), true);
  if (text && !text->empty()) session.credentials.password = *text;
  return session.credentials.password.has_value();
}

}  // namespace

bool take_key_from_file(Session& session, std::uint32_t id, const std::string& path) {
  const auto text = session.surroundings->read_file(path);
  if (!text) {
    *session.err << "***The key file " << escaped(path) << " cannot be read; name another with -k\n";
    return false;
  }
  const auto keys = auth::parse_key_file(*text).keys;
  const auto found = std::ranges::find(keys, id, &auth::SymmetricKey::id);
  if (found == keys.end()) {
    *session.err << "***Key " << id << " is not in " << escaped(path) << '\n';
    return false;
  }
  session.client->key = *found;
  session.credentials.key_id = id;
  return true;
}

bool obtain_key(Session& session) {
  if (session.client->key) return true;
  if (!ask_key_id(session)) return false;
  if (!session.credentials.password && !ask_password(session)) {
    *session.err << "***Invalid password\n";
    return false;
  }
  session.client->key = make_key(session.credentials);
  if (session.client->key) return true;
  session.credentials.password.reset();
  *session.err << "***Invalid password\n";
  return false;
}

bool run_keyid(Session& session, const Arguments& arguments) {
  if (arguments.empty()) {
    const auto& id = session.credentials.key_id;
    report(session, id ? fmt::format("keyid is {}\n", *id) : "no keyid defined\n",
           {{"keyid", std::int64_t{id.value_or(0)}}});
    return true;
  }
  const auto id = parse_key_id(arguments[0]);
  if (!id) {
    *session.err << "***Invalid key identifier " << escaped(arguments[0]) << '\n';
    return false;
  }
  session.credentials.key_id = id;
  session.client->key = make_key(session.credentials);
  return true;
}

bool run_keytype(Session& session, const Arguments& arguments) {
  if (arguments.empty()) {
    const std::string type(to_string(session.credentials.type));
    report(session, "keytype is " + type + '\n', {{"keytype", type}});
    return true;
  }
  const auto type = auth::parse_key_type(arguments[0]);
  if (!type) {
    *session.err << "***keytype " << escaped(arguments[0]) << " is not valid\n";
    return false;
  }
  session.credentials.type = *type;
  session.client->key = make_key(session.credentials);
  return true;
}

bool run_passwd(Session& session, const Arguments& arguments) {
  if (!ask_key_id(session)) return false;
  if (!arguments.empty()) session.credentials.password = arguments[0];
  if (arguments.empty() && !ask_password(session)) {
    *session.err << "***Password unchanged\n";
    return false;
  }
  session.client->key.reset();
  return obtain_key(session);
}

}  // namespace foliot::ntpq
