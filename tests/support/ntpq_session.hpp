// A session of ntpq with a played server, for tests of its commands.
#pragma once

#include <functional>
#include <sstream>
#include <string>
#include <string_view>

#include "auth/key_file.hpp"
#include "support/mode6_answers.hpp"
#include "support/ntpq_doubles.hpp"
#include "tools/ntpq/commands.hpp"
#include "tools/ntpq/session.hpp"

namespace foliot::test {

class NtpqBench {
 public:
  using Server = std::function<std::vector<Datagram>(const Mode6Request& request)>;

  explicit NtpqBench(Server server)
      : channel([play = std::move(server)](const Datagram& bytes) { return play(read_request(bytes)); }) {
    opened = session.open("localhost", ntpq::FamilyChoice::any);
  }
  NtpqBench(const NtpqBench&) = delete;
  NtpqBench& operator=(const NtpqBench&) = delete;

  /// What a line prints: first what goes to the output, then the complaints.
  std::string say(std::string_view line) {
    out.str("");
    err.str("");
    good = execute(session, line);
    return out.str() + err.str();
  }
  void give_key() { session.client->key = auth::parse_key_file("7 MD5 secret\n").keys.front(); }

  PlayedChannel channel;
  PlayedSurroundings surroundings;
  ntpq::Client client{channel};
  std::ostringstream out;
  std::ostringstream err;
  ntpq::Session session{.client = &client,
                        .surroundings = &surroundings,
                        .out = &out,
                        .err = &err,
                        .settings = {},
                        .hosts = {"localhost"},
                        .associations = {}};
  bool opened = false;
  bool good = true;
};

}  // namespace foliot::test
