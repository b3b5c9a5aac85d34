// `discard`, `limit` and `mru`: how often hosts may ask, and who is remembered.
#include "config/directives.hpp"
#include "config/options.hpp"
#include "config/value_words.hpp"

namespace foliot::config {

namespace {

/// Sizes in memory stand for a number of clients; of the two spellings the last one counts.
void set_mru(MruOptions& draft, const Option& option) {
  const std::string_view word = option.keyword->word;
  if (word == "maxmem") draft.maxdepth = access::clients_in(option.integer);
  if (word == "initmem") draft.initalloc = access::clients_in(option.integer);
  if (word == "incmem") draft.incalloc = access::clients_in(option.integer);
  if (word == "initialloc") draft.initalloc = option.integer;
  static_cast<void>(set_word(kMruWords, draft, option));
}

}  // namespace

void read_discard(Line& line, Reading& reading) {
  DiscardOptions draft = reading.config.rate.discard;
  require_word(line, Group::discard_word);
  while (const auto option = next_option(line, Group::discard_word)) set_word(kDiscardWords, draft, *option);
  if (!line.lost()) reading.config.rate.discard = draft;
}

void read_limit(Line& line, Reading& reading) {
  ScoreOptions draft = reading.config.rate.score.value_or(ScoreOptions{});
  require_word(line, Group::limit_word);
  while (const auto option = next_option(line, Group::limit_word)) set_word(kLimitWords, draft, *option);
  if (!line.lost()) reading.config.rate.score = draft;
}

void read_mru(Line& line, Reading& reading) {
  MruOptions draft = reading.config.mru;
  require_word(line, Group::mru_word);
  while (const auto option = next_option(line, Group::mru_word)) set_mru(draft, *option);
  if (!line.lost()) reading.config.mru = draft;
}

}  // namespace foliot::config
