#include "tools/ntpq/session.hpp"

#include <fstream>
#include <ostream>

#include "tools/ntpq/commands.hpp"
#include "tools/ntpq/text.hpp"

namespace foliot::ntpq {
namespace {

bool run_command(Session& session, const std::string& name, const Arguments& arguments) {
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
  if ((*command)->run == nullptr) {
    *session.err << "***Command `" << (*command)->name << "' is not supported yet\n";
    return false;
  }
  const std::size_t most = (*command)->most_arguments;
  for (std::size_t i = most; i < arguments.size(); ++i) {
    *session.err << "***Extra arg `" << escaped(arguments[i]) << "' ignored\n";
  }
  const auto end = arguments.begin() + static_cast<std::ptrdiff_t>(std::min(most, arguments.size()));
  return (*command)->run(session, Arguments(arguments.begin(), end));
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

std::optional<Answer> Session::ask(const Question& question) {
  auto answer = client->ask(question);
  if (answer) return std::move(*answer);
  const Failure& failure = answer.error();
  if (failure.error == QueryError::timed_out) *err << client->host() << ": timed out, nothing received\n";
  if (failure.error == QueryError::incomplete) *err << client->host() << ": timed out with incomplete data\n";
  *err << labelled(failure_text(failure, question.association_id, client->reason())) << '\n';
  return std::nullopt;
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
