// ntp-keygen: what it makes can be read back, by us and by others, and nobody else can read it.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <set>

#include "auth/key_file.hpp"
#include "platform/files.hpp"
#include "platform/temporary_folder.hpp"
#include "tools/keygen/run.hpp"

namespace foliot::keygen {
namespace {

using auth::KeyType;

constexpr std::array kTypes{KeyType::md5,        KeyType::sha1,     KeyType::ripemd160, KeyType::sha224,
                            KeyType::sha256,     KeyType::sha384,   KeyType::sha512,    KeyType::sha3_224,
                            KeyType::sha3_256,   KeyType::sha3_384, KeyType::sha3_512,  KeyType::aes128_cmac,
                            KeyType::aes256_cmac};

std::string secret_text(const auth::SymmetricKey& key) {
  std::string text;
  for (const std::uint8_t octet : key.secret) text += static_cast<char>(octet);
  return text;
}

TEST(Keygen, MakesTenThousandKeysThatAreReadBackAsTheyWere) {
  base::SeededRng rng(3);
  std::set<std::string> secrets;
  const std::vector<NewKey> keys = make_keys(KeyType::md5, 1, 10'000, rng);
  const auth::KeyFile file = auth::parse_key_file(to_text(keys, Dialect::classic));
  ASSERT_TRUE(file.findings.empty());
  ASSERT_EQ(file.keys.size(), keys.size());
  for (std::size_t i = 0; i < keys.size(); ++i) {
    EXPECT_EQ(secret_text(file.keys[i]), keys[i].secret);
    EXPECT_EQ(keys[i].secret.size(), 20U);
    secrets.insert(keys[i].secret);
  }
  EXPECT_EQ(secrets.size(), keys.size());
}

TEST(Keygen, MakesEveryKindInEveryDialect) {
  for (const Dialect dialect : {Dialect::classic, Dialect::ntpsec, Dialect::chrony}) {
    for (const KeyType type : kTypes) {
      base::SeededRng rng(9);
      const std::vector<NewKey> keys = make_keys(type, 65'526, 10, rng);
      const auth::KeyFile file = auth::parse_key_file(to_text(keys, dialect));
      ASSERT_TRUE(file.findings.empty()) << to_text(keys, dialect);
      ASSERT_EQ(file.keys.size(), 10U);
      EXPECT_EQ(file.keys.back().id, 65'535U);
      EXPECT_EQ(file.keys.back().type, type);
      EXPECT_GE(file.keys.back().secret.size(), 16U);
    }
  }
}

TEST(Keygen, WritesEachDialect) {
  base::SeededRng rng(1);
  std::vector<NewKey> keys = make_keys(KeyType::md5, 1, 1, rng);
  keys.push_back(make_keys(KeyType::aes128_cmac, 2, 1, rng).front());
  const std::string& text = keys[0].secret;
  const std::string& hex = keys[1].secret;
  EXPECT_EQ(hex.size(), 32U);
  EXPECT_EQ(to_text(keys, Dialect::classic),
            " 1 MD5 " + text + "  # MD5 key\n 2 AES128CMAC " + hex + "  # AES128CMAC key\n");
  EXPECT_EQ(to_text(keys, Dialect::ntpsec), " 1 MD5 " + text + "\n 2 AES-128 " + hex + "\n");
  EXPECT_EQ(to_text(keys, Dialect::chrony), " 1 MD5 ASCII:" + text + "\n 2 AES128 HEX:" + hex + "\n");
}

class KeygenFileTest : public ::testing::Test {
 protected:
  cli::Ending make(std::vector<std::string> arguments) {
    const CommandLine line = parse_command_line(std::move(arguments), "relay");
    if (line.ending) return *line.ending;
    return run(line.options, {.rng = &rng,
                              .now = WallTime::from_nanoseconds(1'571'834'650'000'000'000 + 1'000'000'000 * turn++),
                              .zone_offset_s = [](WallTime) { return 3600; }});
  }
  std::string in_folder(const std::string& name) { return folder.file(name); }
  std::string folder_name() { return std::filesystem::path(folder.file("x")).parent_path(); }

  platform::TemporaryFolder folder;
  base::SeededRng rng{5};
  int turn = 0;
};

TEST_F(KeygenFileTest, MakesTheClassicFileAndItsLink) {
  const cli::Ending ending = make({"-M", "--directory", folder_name()});
  EXPECT_EQ(ending.exit_status, 0);
  EXPECT_EQ(ending.errors, "Generating new md5 file and link\nntpkey_MD5key_relay->ntpkey_MD5key_relay.3780823450\n");
  const std::string file = in_folder("ntpkey_MD5key_relay.3780823450");
  const std::string text = platform::read_small_file(file, 10'000).value_or("");
  EXPECT_TRUE(text.starts_with("# ntpkey_MD5key_relay.3780823450\n# Wed Oct 23 13:44:10 2019\n\n 1 MD5 ")) << text;
  const auth::KeyFile keys = auth::parse_key_file(text);
  ASSERT_EQ(keys.keys.size(), 20U);
  EXPECT_EQ(keys.keys[9].type, KeyType::md5);
  EXPECT_EQ(keys.keys[10].type, KeyType::sha1);
  EXPECT_EQ(keys.keys[19].id, 20U);
  EXPECT_EQ(keys.keys[19].secret.size(), 20U);
  EXPECT_EQ(std::filesystem::read_symlink(in_folder("ntpkey_MD5key_relay")), "ntpkey_MD5key_relay.3780823450");
}

TEST_F(KeygenFileTest, LetsNobodyElseReadTheFile) {
  const mode_t before = ::umask(0);
  EXPECT_EQ(make({"--directory", folder_name()}).exit_status, 0);
  ::umask(before);
  EXPECT_EQ(platform::is_readable_by_others(in_folder("ntpkey_MD5key_relay.3780823450")), false);
  const auto permissions = std::filesystem::status(in_folder("ntpkey_MD5key_relay.3780823450")).permissions();
  EXPECT_EQ(permissions, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

TEST_F(KeygenFileTest, MovesTheLinkToTheNewestFile) {
  EXPECT_EQ(make({"--directory", folder_name()}).exit_status, 0);
  EXPECT_EQ(make({"--directory", folder_name()}).exit_status, 0);
  EXPECT_EQ(std::filesystem::read_symlink(in_folder("ntpkey_MD5key_relay")), "ntpkey_MD5key_relay.3780823451");
}

TEST_F(KeygenFileTest, FollowsNoLinkAndReplacesNoFile) {
  std::filesystem::create_symlink("/dev/null", in_folder("ntpkey_MD5key_relay.3780823450"));
  const cli::Ending ending = make({"--directory", folder_name()});
  EXPECT_EQ(ending.exit_status, 1);
  EXPECT_NE(ending.errors.find("File exists"), std::string::npos) << ending.errors;
  EXPECT_FALSE(std::filesystem::exists(in_folder("ntpkey_MD5key_relay")));
  EXPECT_EQ(make({"-o", in_folder("keys")}).exit_status, 0);
  EXPECT_EQ(make({"-o", in_folder("keys")}).exit_status, 1);
}

TEST_F(KeygenFileTest, WritesToStandardOutput) {
  const cli::Ending ending = make({"--type", "aes128cmac", "--count", "2", "--first", "7", "-o", "-"});
  EXPECT_EQ(ending.exit_status, 0);
  const auth::KeyFile keys = auth::parse_key_file(ending.output);
  ASSERT_EQ(keys.keys.size(), 2U);
  EXPECT_EQ(keys.keys[1].id, 8U);
  EXPECT_EQ(keys.keys[1].type, KeyType::aes128_cmac);
}

TEST_F(KeygenFileTest, PrintsJsonWithoutSecrets) {
  const cli::Ending ending = make({"--json", "--type", "SHA256", "--count", "1", "-o", in_folder("keys")});
  EXPECT_EQ(ending.output, "{\"file\":\"" + in_folder("keys") + "\",\"keys\":[{\"id\":1,\"type\":\"SHA256\"}]}\n");
}

TEST_F(KeygenFileTest, RefusesWhatItCannotMake) {
  EXPECT_NE(make({"-T", "-H"}).errors.find("Autokey"), std::string::npos);
  EXPECT_EQ(make({"-T"}).exit_status, 2);
  EXPECT_EQ(make({"--type", "DES"}).exit_status, 2);
  EXPECT_EQ(make({"-M", "--type", "SHA1"}).exit_status, 2);
  EXPECT_EQ(make({"-s", "../x"}).exit_status, 2);
  EXPECT_EQ(make({"--first", "65530", "-o", "-"}).exit_status, 1);
}

}  // namespace
}  // namespace foliot::keygen
