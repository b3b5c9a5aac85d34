// ntpq: keys, and commands that change the server, against our own daemon's answers.
#include <gtest/gtest.h>

#include <sstream>

#include "support/control_state.hpp"
#include "support/ntpq_doubles.hpp"
#include "support/sealed.hpp"
#include "tools/ntpq/run.hpp"

namespace foliot::ntpq {
namespace {

class Recorded final : public control::Administration {
 public:
  std::string configure(std::string_view text) override {
    lines.emplace_back(text);
    return answer;
  }
  void set_variables(std::span<const control::NamedValue>) override {}
  std::string save_configuration(std::string_view name) override {
    saved.emplace_back(name);
    return "Configuration saved to '" + std::string(name) + "'\n";
  }
  std::vector<std::string> lines;
  std::vector<std::string> saved;
  std::string answer = "Config Succeeded\n";
};

struct NtpqChange : testing::Test {
  int run(std::vector<std::string> commands, std::optional<std::uint32_t> key_id = std::nullopt) {
    Options options;
    options.hosts = {"localhost"};
    options.commands = std::move(commands);
    options.key_id = key_id;
    options.key_file = "keys";
    std::istringstream in;
    std::ostringstream out_stream;
    std::ostringstream err_stream;
    const int status = ntpq::run(options, channel, surroundings, {.in = &in, .out = &out_stream, .err = &err_stream});
    out = out_stream.str();
    err = err_stream.str();
    return status;
  }

  auth::SymmetricKey key = test::key_of("7 SHA1 sesame");
  Recorded administration;
  test::ControlState state = test::full_state();
  test::PlayedChannel channel{[this](const std::vector<std::uint8_t>& request) {
    return control::answer_control(request, state,
                                   {.may_modify = may_modify, .control_key = &key, .administration = &administration});
  }};
  test::PlayedSurroundings surroundings;
  bool may_modify = true;
  std::string out;
  std::string err;
};

TEST_F(NtpqChange, AsksForKeyAndPasswordOnce) {
  surroundings.typed = {"7", "sesame"};
  EXPECT_EQ(run({"keytype SHA1", ":config server 192.0.2.1 iburst", ":config unpeer 192.0.2.2"}), 0) << err;
  EXPECT_EQ(administration.lines, (std::vector<std::string>{"server 192.0.2.1 iburst", "unpeer 192.0.2.2"}));
  EXPECT_EQ(out, "Config Succeeded\nConfig Succeeded\n");
  ASSERT_EQ(surroundings.asked.size(), 2U);
  EXPECT_EQ(surroundings.asked[0], (std::pair<std::string, bool>{"Keyid: ", false}));
  EXPECT_EQ(surroundings.asked[1], (std::pair<std::string, bool>{"SHA1 Password: ", true}));
}

TEST_F(NtpqChange, TakesTheKeyOfTheKeyFile) {
  surroundings.files["keys"] = "6 MD5 other\n7 SHA1 sesame\n";
  EXPECT_EQ(run({":config enable monitor"}, 7), 0) << err;
  EXPECT_TRUE(surroundings.asked.empty());
  EXPECT_EQ(run({":config enable monitor"}, 8), 1);
  EXPECT_EQ(err, "***Key 8 is not in keys\n");
}

TEST_F(NtpqChange, IsRefusedWithAnotherKey) {
  surroundings.files["keys"] = "7 SHA1 wrong\n8 SHA1 sesame\n";
  for (const std::uint32_t id : {7U, 8U}) {
    EXPECT_EQ(run({":config enable monitor", "saveconfig x"}, id), 1);
    EXPECT_TRUE(err.starts_with("***Server disallowed request (authentication?)\n")) << err;
  }
  EXPECT_TRUE(administration.lines.empty());
  EXPECT_TRUE(administration.saved.empty());
}

TEST_F(NtpqChange, TheRightKeyDoesNotLiftNomodify) {
  surroundings.files["keys"] = "7 SHA1 sesame\n";
  may_modify = false;
  EXPECT_EQ(run({":config enable monitor"}, 7), 1);
  EXPECT_TRUE(administration.lines.empty());
}

TEST_F(NtpqChange, WithoutAKeyNothingIsSent) {
  EXPECT_EQ(run({":config enable monitor"}), 1);
  EXPECT_TRUE(channel.requests.empty());
  surroundings.typed = {"70000"};
  EXPECT_EQ(run({":config enable monitor"}), 1);
  EXPECT_EQ(err, "***A key id is a number from 1 to 65535\n");
}

TEST_F(NtpqChange, PointsAtTheColumnOfAComplaint) {
  surroundings.files["keys"] = "7 SHA1 sesame\n";
  administration.answer = "column 8 syntax error: 'x' is wrong\nNothing was changed\n";
  EXPECT_EQ(run({":config server x"}, 7), 1);
  EXPECT_EQ(out, "server x\n_______^\ncolumn 8 syntax error: 'x' is wrong\nNothing was changed\n");
}

TEST_F(NtpqChange, SendsAFileLineByLine) {
  surroundings.files["keys"] = "7 SHA1 sesame\n";
  surroundings.files["new.conf"] = "# comment\nserver 192.0.2.1\n\nenable stats\n";
  EXPECT_EQ(run({"config-from-file new.conf"}, 7), 0) << err;
  EXPECT_EQ(administration.lines, (std::vector<std::string>{"server 192.0.2.1", "enable stats"}));
  EXPECT_EQ(out,
            "Sending configuration file, one line at a time.\n"
            "Line No: 2 Config Succeeded: server 192.0.2.1\n"
            "Line No: 4 Config Succeeded: enable stats\n"
            "Done sending file\n");
  EXPECT_EQ(run({"config-from-file none.conf"}, 7), 1);
}

TEST_F(NtpqChange, SavesTheConfiguration) {
  surroundings.files["keys"] = "7 SHA1 sesame\n";
  EXPECT_EQ(run({"saveconfig now.conf"}, 7), 0) << err;
  EXPECT_EQ(out, "Configuration saved to 'now.conf'\n");
}

TEST_F(NtpqChange, TellsItsKeyAndType) {
  EXPECT_EQ(run({"keyid", "keyid 7", "keyid", "keytype", "keytype aes128cmac", "keytype"}), 0) << err;
  EXPECT_EQ(out, "no keyid defined\nkeyid is 7\nkeytype is MD5\nkeytype is AES128CMAC\n");
  EXPECT_EQ(run({"keyid 0", "keytype DES"}), 1);
  EXPECT_EQ(err, "***Invalid key identifier 0\n***keytype DES is not valid\n");
}

}  // namespace
}  // namespace foliot::ntpq
