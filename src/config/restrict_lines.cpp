// `restrict`, `unrestrict` and `delrestrict`: who may do what.
#include <algorithm>
#include <string>

#include "config/directives.hpp"
#include "config/flag_words.hpp"
#include "config/hosts.hpp"
#include "config/options.hpp"

namespace foliot::config {
namespace {

using access::Restrict;

struct Draft {
  RestrictLine line;
  const Word* kod = nullptr;
};

/// ADDRESS/LENGTH stands for an address and its mask.
void read_prefix(Line& line, RestrictLine& draft, const Word& word) {
  const auto prefix = parse_prefix(word.text);
  if (!prefix || (draft.family && *draft.family != prefix->address.family())) {
    return line.lose(word, {.code = FindingCode::bad_address, .expected = "ADDRESS/LENGTH"});
  }
  draft.host = word.text.substr(0, word.text.find('/'));
  draft.mask = mask_of(prefix->address.family(), prefix->length);
}

void read_target(Line& line, RestrictLine& draft) {
  constexpr std::string_view kExpected = "an address, a host name, default or source";
  draft.family = line.take_family();
  const Word* word = line.take_or_lose(kExpected);
  if (word == nullptr) return;
  draft.place = line.place_of(*word);
  if (!word->quoted && word->text == "default") {
    draft.target = RestrictTarget::default_entry;
  } else if (!word->quoted && word->text == "source" && !draft.family) {
    draft.target = RestrictTarget::source;
  } else if (word->text.contains('/')) {
    read_prefix(line, draft, *word);
  } else if (!is_host(word->text) || contradicts(word->text, draft.family) ||
             (!word->quoted && word->text == "source")) {
    const std::string expected =
        draft.family ? "an address of that family, a host name or default" : std::string(kExpected);
    line.lose(*word, {.code = FindingCode::bad_address, .expected = expected});
  } else {
    draft.host = word->text;
  }
}

void set_mask(RestrictLine& draft, const Option& option, Line& line) {
  if (draft.target != RestrictTarget::address || draft.mask) {
    const std::string expected = draft.mask ? "one mask only" : "a mask only after an address";
    return line.lose(*option.word, {.code = FindingCode::unknown_option, .expected = expected});
  }
  const auto host = base::IpAddress::parse(draft.host);
  const auto mask = base::IpAddress::parse(option.argument->text);
  if (!mask || (host && host->family() != mask->family())) {
    return line.lose(*option.argument,
                     {.code = FindingCode::bad_address, .expected = "a mask of the address's family"});
  }
  if (host) {
    draft.mask = mask;
  } else {
    line.warn(*option.word, {.code = FindingCode::no_effect, .expected = "a host name stands for whole addresses"});
  }
}

void set_server_response(RestrictLine& draft, const Option& option, Line& line) {
  if (option.argument->quoted || option.argument->text != "fuzz") {
    return line.lose(*option.argument, {.code = FindingCode::unknown_option, .expected = "fuzz"});
  }
  draft.flags.add(Restrict::serverresponse_fuzz);
}

void clear(access::RestrictFlags& flags, Restrict flag) {
  flags.bits &= ~static_cast<std::uint32_t>(flag);
}

void apply(Draft& draft, const Option& option, Line& line) {
  const std::string_view word = option.keyword->word;
  if (word == "kod") draft.kod = option.word;
  if (word == "mask") return set_mask(draft.line, option, line);
  if (word == "serverresponse") return set_server_response(draft.line, option, line);
  if (word == "epeer") return clear(draft.line.flags, Restrict::noepeer);
  if (word == "ippeerlimit") {
    draft.line.ippeerlimit = static_cast<int>(option.integer);
    return;
  }
  const auto* flag = std::ranges::find(kFlagWords, word, &FlagWord::word);
  if (flag != kFlagWords.end()) draft.line.flags.add(flag->flag);
}

}  // namespace

void read_restrict(Line& line, Reading& reading) {
  Draft draft;
  read_target(line, draft.line);
  while (const auto option = next_option(line, Group::restrict_word)) apply(draft, *option, line);
  if (line.lost()) return;
  if (draft.kod != nullptr && !draft.line.flags.has(Restrict::limited)) {
    line.warn_once(*draft.kod, {.code = FindingCode::no_effect, .expected = "it needs limited on the same line"});
  }
  reading.config.restricts.push_back(std::move(draft.line));
}

void read_unrestrict(Line& line, Reading& reading) {
  Draft draft;
  const bool takes_flags = line.directive().text == "unrestrict";
  const Word* first = line.peek();
  const bool of_source = !takes_flags && first != nullptr && !first->quoted && first->text == "source";
  if (of_source) line.take();  // the entry that `restrict source` made for this host
  read_target(line, draft.line);
  while (const auto option = next_option(line, Group::restrict_word)) {
    const bool is_match = option->keyword->word == "mask" || option->keyword->word == "ntpport";
    if (!takes_flags && !is_match) {
      return line.lose(*option->word,
                       {.code = FindingCode::unknown_option, .expected = "mask, or the end of the line"});
    }
    apply(draft, *option, line);
  }
  if (line.lost()) return;
  if (of_source) {
    return line.warn(*first, {.code = FindingCode::no_effect, .expected = "entries of sources end with their source"});
  }
  access::RestrictFlags flags = draft.line.flags;
  clear(flags, Restrict::ntpport);
  const bool whole = flags.bits == 0 && !draft.line.ippeerlimit;
  reading.restrict_edits.push_back({std::move(draft.line), whole, reading.config.restricts.size()});
}

}  // namespace foliot::config
