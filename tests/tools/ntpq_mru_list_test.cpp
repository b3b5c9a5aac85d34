// ntpq: mrulist, its rows, its orders, and its walk through the list of a server that may lie.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "support/ntpq_session.hpp"
#include "tools/ntpq/mru_list.hpp"
#include "tools/ntpq/mru_walk.hpp"

namespace foliot::ntpq {
namespace {

using test::Mode6Request;
using test::NtpqBench;
using wire::ControlError;
using wire::ControlOpcode;

constexpr std::uint32_t kNow = 0xe0b1e320;

std::string entry_text(std::size_t index, const std::string& address, std::uint32_t last, std::int64_t count = 1,
                       const std::string& more = "") {
  return fmt::format(
      "addr.{0}={1}, last.{0}=0x{2:08x}.00000000, first.{0}=0x{3:08x}.00000000, ct.{0}={4}, mv.{0}=35, "
      "rs.{0}=0x0{5}, ",
      index, address, last, kNow - 1000, count, more);
}

/// A server that remembers clients 10.0.0.0 to 10.0.0.N-1, the last of them the newest, and tells `rows` at a time.
struct Remembering {
  std::size_t clients = 10;
  std::size_t rows = 4;
  std::vector<std::string> asked = {};

  std::vector<test::Datagram> operator()(const Mode6Request& request) {
    if (request.header.opcode == ControlOpcode::request_nonce) return test::answer_text(request, "nonce=abc123\r\n");
    if (request.header.opcode == ControlOpcode::read_variables) return test::answer_text(request, "version=\"x\"\r\n");
    asked.push_back(request.data);
    if (!request.data.starts_with("nonce=abc123, ")) return test::refuse(request, ControlError::bad_value);
    std::size_t next = 0;
    for (const VariablePair& pair : parse_variables(request.data)) {
      if (pair.name == "addr.0") next = static_cast<std::size_t>(std::stoul(pair.value->substr(7))) + 1;
    }
    std::string text;
    for (std::size_t i = 0; i < rows && next < clients; ++i, ++next) {
      text += entry_text(i, fmt::format("10.0.0.{}:123", next), kNow - 500 + static_cast<std::uint32_t>(next));
    }
    if (next == clients) text += fmt::format("now=0x{:08x}.00000000, last.newest=0x{:08x}.00000000", kNow, kNow);
    return test::answer_text(request, text);
  }
};

TEST(Mrulist, PrintsTheTable) {
  NtpqBench bench([](const Mode6Request& request) {
    if (request.header.opcode == ControlOpcode::request_nonce) return test::answer_text(request, "nonce=1a2b\r\n");
    if (request.header.opcode == ControlOpcode::read_variables) return test::answer_text(request, "version=\"x\"\r\n");
    return test::answer_text(request, entry_text(0, "192.0.2.7:40123", kNow - 64, 17) +
                                          entry_text(1, "[2001:db8::1]:123", kNow - 3, 1, "420") +
                                          entry_text(2, "198.51.100.9:123", kNow, 3, "20") +
                                          fmt::format("now=0x{:08x}.80000000", kNow));
  });
  bench.surroundings.names[base::IpAddress::v4(198, 51, 100, 9)] = "client.example.net";
  EXPECT_EQ(bench.say("mrulist"),
            "Ctrl-C will stop MRU retrieval and display partial results.\n"
            "lstint avgint rstr r m v  count rport remote address\n"
            "==============================================================================\n"
            "     1    500   20 L 3 4      3   123 client.example.net\n"
            "     4      0  420 K 3 4      1   123 2001:db8::1\n"
            "    65     59    0 . 3 4     17 40123 192.0.2.7\n");
  EXPECT_TRUE(bench.good);
}

TEST(Mrulist, PrintsScoresAndDropsWhenSortedByThem) {
  NtpqBench bench([](const Mode6Request& request) {
    if (request.header.opcode != ControlOpcode::read_mru) return test::answer_text(request, "nonce=1a2b\r\n");
    return test::answer_text(request, entry_text(0, "192.0.2.7:40123", kNow - 64, 1001) + "sc.0=0.025, dr.0=12, " +
                                          entry_text(1, "192.0.2.8:123", kNow - 3) +
                                          fmt::format("sc.1=12345.678, now=0x{:08x}.00000000", kNow));
  });
  EXPECT_EQ(bench.say("mrulist sort=-score"),
            "Ctrl-C will stop MRU retrieval and display partial results.\n"
            " lstint avgint rstr r m v  count    score   drop rport remote address\n"
            "=====================================================================\n"
            "      3      0    0 . 3 4      1 12345.68      -   123 192.0.2.8\n"
            "     64  0.936    0 . 3 4   1001    0.025     12 40123 192.0.2.7\n");
}

TEST(Mrulist, WalksThroughAListOfAnyLength) {
  Remembering server{.clients = 250, .rows = 7};
  NtpqBench bench([&server](const Mode6Request& request) { return server(request); });
  const std::string printed = bench.say("mrulist mincount=1 resall=0x0 recent=200");
  EXPECT_EQ(std::ranges::count(printed, '\n'), 253);
  EXPECT_EQ(server.asked.size(), 36U);
  EXPECT_EQ(server.asked[0], "nonce=abc123, frags=32, mincount=1, resall=0x0, recent=200");
  EXPECT_TRUE(
      server.asked[1].starts_with("nonce=abc123, frags=32, mincount=1, resall=0x0, addr.0=10.0.0.6:123, "
                                  "last.0=0xe0b1e132.00000000, addr.1=10.0.0.5:123, "))
      << server.asked[1];
  for (const std::string& question : server.asked) EXPECT_LE(question.size(), 468U);
}

TEST(Mrulist, KeepsTheNewestOfWhatComesTwice) {
  int answers = 0;
  NtpqBench bench([&answers](const Mode6Request& request) {
    if (request.header.opcode != ControlOpcode::read_mru) return test::answer_text(request, "nonce=1a2b\r\n");
    const std::string end = ++answers == 2 ? fmt::format("now=0x{:08x}.00000000", kNow) : "";
    return test::answer_text(
        request, entry_text(0, "192.0.2.7:123", kNow - 9 + static_cast<std::uint32_t>(answers), answers) + end);
  });
  EXPECT_TRUE(bench.say("mrulist").ends_with("=\n     7    993    0 . 3 4      2   123 192.0.2.7\n"));
}

TEST(Mrulist, EndsWithAServerThatNeverSaysNow) {
  for (const bool same : {true, false}) {
    std::uint32_t answers = 0;
    NtpqBench bench([&](const Mode6Request& request) {
      if (request.header.opcode != ControlOpcode::read_mru) return test::answer_text(request, "nonce=1a2b\r\n");
      ++answers;
      return test::answer_text(request, same ? entry_text(0, "192.0.2.7:123", kNow) : "");
    });
    EXPECT_TRUE(bench.say("mrulist").contains("***Giving up: the server's list cannot be read to its end"));
    EXPECT_FALSE(bench.good);
    EXPECT_LE(answers, 12U);
  }
}

TEST(Mrulist, EndsWithAServerThatAlwaysHasNews) {
  std::uint32_t answers = 0;
  NtpqBench bench([&](const Mode6Request& request) {
    if (request.header.opcode != ControlOpcode::read_mru) return test::answer_text(request, "nonce=1a2b\r\n");
    return test::answer_text(request, entry_text(0, "192.0.2.7:123", kNow + ++answers));
  });
  EXPECT_TRUE(bench.say("mrulist").contains("***Giving up"));
  EXPECT_EQ(answers, static_cast<std::uint32_t>(kMostQuestions));
}

TEST(Mrulist, BeginsAgainWhenTheListHasMovedOn) {
  int refusals = 0;
  Remembering server;
  NtpqBench bench([&](const Mode6Request& request) {
    if (request.header.opcode == ControlOpcode::read_mru && request.data.contains("addr.0") && refusals < 2) {
      ++refusals;
      return test::refuse(request, ControlError::unknown_variable);
    }
    return server(request);
  });
  EXPECT_TRUE(bench.say("mrulist").contains(" 10.0.0.9\n"));
  EXPECT_EQ(refusals, 2);
}

TEST(Mrulist, AsksForRowsWhereFragmentsAreUnknown) {
  std::vector<std::string> asked;
  NtpqBench bench([&](const Mode6Request& request) {
    if (request.header.opcode != ControlOpcode::read_mru) return test::answer_text(request, "nonce=1a2b\r\n");
    asked.push_back(request.data);
    if (request.data.contains("frags=")) return test::refuse(request, ControlError::bad_value);
    return test::answer_text(request, fmt::format("now=0x{:08x}.00000000", kNow));
  });
  bench.say("mrulist");
  EXPECT_TRUE(bench.good);
  EXPECT_EQ(asked.back(), "nonce=1a2b, limit=96");
}

TEST(Mrulist, AsksForLessWhenAnswersGetLost) {
  std::vector<std::string> asked;
  NtpqBench bench([&](const Mode6Request& request) {
    if (request.header.opcode != ControlOpcode::read_mru) return test::answer_text(request, "nonce=1a2b\r\n");
    asked.push_back(request.data);
    if (!request.data.contains("frags=8")) return std::vector<test::Datagram>{};
    return test::answer_text(request, fmt::format("now=0x{:08x}.00000000", kNow));
  });
  bench.say("mrulist");
  EXPECT_TRUE(bench.good);
  EXPECT_EQ(asked.size(), 5U) << "each question is repeated once: 32, 32, 16, 16, 8";
}

TEST(Mrulist, StopsAtCtrlCAndShowsWhatThereIs) {
  Remembering server{.clients = 100, .rows = 3};
  NtpqBench* typing = nullptr;
  NtpqBench bench([&](const Mode6Request& request) {
    if (server.asked.size() == 2) typing->surroundings.interrupt = true;
    return server(request);
  });
  typing = &bench;
  const std::string printed = bench.say("mrulist");
  EXPECT_TRUE(printed.contains("mrulist retrieval interrupted by operator.\nDisplaying partial client list.\nlstint"));
  EXPECT_TRUE(printed.contains(" 10.0.0.8\n"));
  EXPECT_FALSE(printed.contains(" 10.0.0.9\n"));
  EXPECT_EQ(bench.surroundings.interrupts_caught, 0) << "Ctrl-C ends the program again";
}

TEST(Mrulist, TakesNoNonceThatSaysMore) {
  for (const char* nonce : {"nonce=\"a, b\"", "nonce=", "nonce=a b", "leap=0", "nonce=a%b"}) {
    NtpqBench bench([nonce](const Mode6Request& request) { return test::answer_text(request, nonce); });
    EXPECT_TRUE(bench.say("mrulist").contains("***Server gave no nonce")) << nonce;
  }
}

TEST(Mrulist, UnderstandsItsWords) {
  const auto options = parse_mru_options({"kod", "limited", "mincount=3", "sort=-count", "laddr=192.0.2.1", "limit=5"});
  ASSERT_TRUE(options);
  EXPECT_TRUE(options->kiss && options->limited);
  EXPECT_EQ(options->sort, "-count");
  EXPECT_EQ(options->rows, 5);
  EXPECT_EQ(options->filters.size(), 2U);
  for (const char* bad : {"mincount", "nonsense=1", "mincount=", "sort=size", "limit=0", "frags=x", "recent=x",
                          "laddr=a,b", "laddr=a\"b", "mincount=\x1b"}) {
    EXPECT_FALSE(parse_mru_options({bad})) << bad;
  }
  EXPECT_EQ(parse_mru_options({"sort=size"}).error(), "***Sorting order size is not implemented");
}

TEST(Mrulist, AsksForRefusedClientsByTheBitsOfTheServer) {
  for (const auto& [version, expected] :
       {std::pair{"ntpd 4.2.8p15@1.3728", "resany=0x841"}, std::pair{"ntpd 4.2.8p10@1.3728", "resany=0x421"},
        std::pair{"ntpd ntpsec-1.2.2", "resany=0x421"}}) {
    std::string asked;
    NtpqBench bench([&](const Mode6Request& request) {
      if (request.header.opcode == ControlOpcode::read_variables) {
        return test::answer_text(request, fmt::format("version=\"{}\"", version));
      }
      if (request.header.opcode != ControlOpcode::read_mru) return test::answer_text(request, "nonce=1a2b\r\n");
      asked = request.data;
      return test::answer_text(request, fmt::format("now=0x{:08x}.00000000", kNow));
    });
    bench.say("mrulist kod limited resany=1");
    EXPECT_TRUE(asked.contains(expected)) << asked;
  }
}

TEST(SortEntries, KnowsTheClassicOrders) {
  std::vector<MruEntry> entries;
  const auto add = [&](const char* host, std::uint32_t last, std::uint32_t first, std::int64_t count) {
    MruEntry entry;
    entry.host = host;
    entry.last = Timestamp::from_bits(std::uint64_t{last} << 32U);
    entry.first = Timestamp::from_bits(std::uint64_t{first} << 32U);
    entry.count = count;
    entries.push_back(entry);
  };
  add("10.0.0.2", 300, 100, 11);  // 20 s
  add("::1", 500, 100, 5);        // 100 s
  add("9.0.0.1", 400, 100, 301);  // 1 s
  struct Case {
    const char* order;
    std::string hosts;
  };
  const Case cases[] = {
      {"", "::1 9.0.0.1 10.0.0.2 "},       {"lstint", "::1 9.0.0.1 10.0.0.2 "},  {"-lstint", "10.0.0.2 9.0.0.1 ::1 "},
      {"avgint", "9.0.0.1 10.0.0.2 ::1 "}, {"-avgint", "::1 10.0.0.2 9.0.0.1 "}, {"addr", "9.0.0.1 10.0.0.2 ::1 "},
      {"-addr", "::1 10.0.0.2 9.0.0.1 "},  {"count", "::1 10.0.0.2 9.0.0.1 "},   {"-count", "9.0.0.1 10.0.0.2 ::1 "}};
  for (const Case& c : cases) {
    sort_entries(entries, c.order);
    std::string hosts;
    for (const MruEntry& entry : entries) hosts += entry.host + ' ';
    EXPECT_EQ(hosts, c.hosts) << c.order;
  }
}

TEST(ParseMruAnswer, LeavesOutWhatIsNoClient) {
  const auto answer = parse_mru_answer(parse_variables(
      "addr.0=nonsense:123, last.0=0x1.0, addr.1=10.0.0.1, last.1=0x1.0, addr.2=10.0.0.1:99999, last.2=0x1.0, "
      "addr.3=10.0.0.1:123, addr.4=10.0.0.4:123, last.4=0x00000001.0, ct.4=-5, mv.4=x, addr.5=[::1%\x1b]:1, "
      "last.5=0x1.0"));
  ASSERT_EQ(answer.entries.size(), 1U);
  EXPECT_EQ(answer.entries[0].host, "10.0.0.4");
  EXPECT_EQ(answer.entries[0].count, 0);
  EXPECT_FALSE(answer.now);
}

TEST(Mrulist, SpeaksJson) {
  Remembering server{.clients = 1};
  NtpqBench bench([&server](const Mode6Request& request) { return server(request); });
  bench.session.settings.json = true;
  EXPECT_EQ(bench.say("mrulist"),
            "{\"server\":\"localhost\",\"complete\":true,\"clients\":[{\"address\":\"10.0.0.0\",\"port\":123,"
            "\"last_s_ago\":500,\"average_interval_s\":0.0,\"restrictions\":0,\"refusal\":\".\",\"mode\":3,"
            "\"version\":4,\"count\":1}]}\n");
}

TEST(Mrulist, PrintsRowsAsTheyComeWhenDirect) {
  Remembering server{.clients = 5, .rows = 2};
  NtpqBench bench([&server](const Mode6Request& request) { return server(request); });
  EXPECT_EQ(bench.say("direct"), "Direct mode is on\n");
  const std::string printed = bench.say("mrulist");
  EXPECT_LT(printed.find("10.0.0.0\n"), printed.find("10.0.0.4\n"));
  EXPECT_FALSE(printed.contains("lstint"));
}

}  // namespace
}  // namespace foliot::ntpq
