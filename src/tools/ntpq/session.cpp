#include "tools/ntpq/session.hpp"

#include <fstream>
#include <ostream>
#include <sstream>
#include <utility>

#include "tools/ntpq/commands.hpp"
#include "tools/ntpq/json.hpp"
#include "tools/ntpq/text.hpp"

namespace foliot::ntpq {
namespace {

bool run_as_text(Session& session, const std::string& name, const Arguments& arguments) {
  const auto command = find_command(name);
  if (!command) {
    const char* what = command.error() == CommandError::unknown ? "unknown" : "ambiguous";
    *session.err << "***Command `" << escaped(name) << "' " << what << '\n';
    return false;
  }
  if (arguments.size() < (*command)->least_arguments) {
    *session.err << "usage: " << (*command)->name << ' ' << (*command)->usage << '\n';
    return false;
  }
  const std::size_t most = (*command)->most_arguments;
  for (std::size_t i = most; i < arguments.size(); ++i) {
    *session.err << "***Extra arg `" << escaped(arguments[i]) << "' ignored\n";
  }
  const auto end = arguments.begin() + static_cast<std::ptrdiff_t>(std::min(most, arguments.size()));
  return (*command)->run(session, Arguments(arguments.begin(), end));
}

std::string without_line_ends(std::string text) {
  while (text.ends_with('\n')) text.pop_back();
  return text;
}

/// With --json every command prints an object: what it printed by itself, or that it was done, or why it was not.
bool run_as_json(Session& session, const std::string& name, const Arguments& arguments) {
  std::ostringstream printed;
  std::ostringstream complaints;
  std::ostream* const out = std::exchange(session.out, &printed);
  std::ostream* const err = std::exchange(session.err, &complaints);
  const bool done = run_as_text(session, name, arguments);
  session.out = out;
  session.err = err;
  *err << complaints.str();
  *out << printed.str();
  const std::string& host = session.client->host();
  if (!done) *out << fields_json(host, {{"command", name}, {"error", without_line_ends(complaints.str())}});
  if (done && printed.view().empty()) *out << fields_json(host, {{"command", name}, {"done", true}});
  return done;
}

bool run_command(Session& session, const std::string& name, const Arguments& arguments) {
  return session.settings.json ? run_as_json(session, name, arguments) : run_as_text(session, name, arguments);
}

/// `> FILE` or `>FILE` at the end of the words: takes it off. Nothing when it is not there; empty when no file is
/// named.
std::optional<std::string> take_redirection(std::vector<std::string>& words) {
  for (std::size_t i = 1; i < words.size(); ++i) {
    if (!words[i].starts_with('>')) continue;
    std::string file = words[i].substr(1);
    if (file.empty() && i + 1 < words.size()) file = words[i + 1];
    words.resize(i);
    return file;
  }
  return std::nullopt;
}

bool run_into_file(Session& session, const std::string& file, const std::string& name, const Arguments& arguments) {
  if (file.empty()) {
    *session.err << "***No file for redirect\n";
    return false;
  }
  std::ofstream stream(file);
  if (!stream) {
    *session.err << "***Error opening " << escaped(file) << '\n';
    return false;
  }
  std::ostream* const before = session.out;
  session.out = &stream;
  const bool done = run_command(session, name, arguments);
  session.out = before;
  return done;
}

}  // namespace

bool Session::open(const std::string& host, FamilyChoice family) {
  const auto opened = client->open(host, family);
  if (opened) {
    associations.clear();
    return true;
  }
  if (opened.error() == ChannelError::unknown_host) {
    *err << "***Can't find host " << escaped(host) << '\n';
  } else {
    *err << "ntpq: " << client->reason() << '\n';
  }
  return false;
}

std::expected<Answer, Failure> Session::try_ask(Question question) {
  question.sealed = question.sealed || settings.always_sealed;
  return client->ask(question);
}

std::optional<Answer> Session::ask(const Question& question) {
  auto answer = try_ask(question);
  if (answer) return std::move(*answer);
  complain(answer.error(), question.association_id);
  return std::nullopt;
}

void Session::complain(const Failure& failure, std::uint16_t association_id) {
  if (failure.error == QueryError::timed_out) *err << client->host() << ": timed out, nothing received\n";
  if (failure.error == QueryError::incomplete) *err << client->host() << ": timed out with incomplete data\n";
  *err << labelled(failure_text(failure, association_id, client->reason())) << '\n';
}

bool Session::refresh_associations() {
  const auto answer = ask({.opcode = wire::ControlOpcode::read_status, .association_id = 0, .data = {}});
  if (!answer) return false;
  auto list = parse_associations(answer->data);
  if (!list) {
    *err << labelled("***Server returned ") << answer->data.size() << " octets, should be multiple of 4\n";
    return false;
  }
  associations = std::move(*list);
  return true;
}

std::string Session::labelled(std::string_view text) const {
  if (hosts.size() < 2) return std::string(text);
  return "server=" + escaped(client->host()) + ' ' + std::string(text);
}

std::optional<std::string> Session::name_of(const base::IpAddress& address) const {
  if (settings.numeric) return std::nullopt;
  return surroundings->name_of(address);
}

bool execute(Session& session, std::string_view line) {
  std::vector<std::string> words = split_words(line);
  if (words.empty()) return true;
  const auto file = take_redirection(words);
  const std::string name = words.front();
  words.erase(words.begin());
  if (file) return run_into_file(session, *file, name, words);
  return run_command(session, name, words);
}

}  // namespace foliot::ntpq
