// Every system variable of the classic daemon and of ntpsec by its name, to the character.
#include "control/service_variables.hpp"

#include <gtest/gtest.h>

#include "support/control_exchange.hpp"

namespace foliot::control {
namespace {

using wire::ControlOpcode;

std::string told(test::ControlState& state, std::string_view names) {
  return test::put_together(answer_control(test::control_request(ControlOpcode::read_variables, 0, names), state)).text;
}

ServiceView busy() {
  ServiceView view{.uptime_s = 86400.9,
                   .received = 1000,
                   .this_version = 700,
                   .old_version = 100,
                   .bad_format = 9,
                   .bad_authentication = 8,
                   .declined = 7,
                   .restricted = 6,
                   .limited = 5,
                   .kisses = 4,
                   .processed = 300,
                   .monitor_bits = 3,
                   .clients = 100,
                   .most_clients = 120,
                   .client_room = 16384,
                   .client_mindepth = 600,
                   .client_maxage_s = -1,
                   .client_octets = 64,
                   .since_reset_s = 3599.99,
                   .queries = 17,
                   .version1 = 60,
                   .version1_client = 50,
                   .version1_mode0 = 4,
                   .version1_symmetric = 6,
                   .client_minage_s = 64,
                   .client_slots = 90,
                   .clients_known = 880,
                   .clients_new = 100,
                   .clients_aged = 12,
                   .clients_pushed = 3,
                   .clients_refused = 2,
                   .oldest_client_s = 42.5};
  view.keys = {.since_reset_s = 100,
               .keys = 4,
               .lookups = 20,
               .not_found = 1,
               .digests_made = 5,
               .cmacs_made = 6,
               .digests_checked = 7,
               .digests_failed = 2,
               .cmacs_checked = 8,
               .cmacs_failed = 3};
  view.io = {.since_reset_s = 200,
             .buffers = 1,
             .buffers_used = 0,
             .refills = 0,
             .dropped = 1,
             .ignored = 2,
             .received = 3000,
             .sent = 2000,
             .not_sent = 3,
             .wakeups = 400,
             .good_wakeups = 390};
  view.timer = {.since_reset_s = 300, .overruns = 1, .transmits = 77};
  return view;
}

TEST(ServiceVariables, AreToldByNameToTheCharacter) {
  auto state = test::full_state();
  state.system.service = busy();
  EXPECT_EQ(told(state,
                 "ss_uptime,ss_reset,ss_received,ss_thisver,ss_oldver,ss_badformat,ss_badauth,ss_declined,"
                 "ss_restricted,ss_limited,ss_kodsent,ss_processed"),
            "ss_uptime=86400, ss_reset=3599, ss_received=1000, ss_thisver=700,\r\n"
            "ss_oldver=100, ss_badformat=9, ss_badauth=8, ss_declined=7,\r\n"
            "ss_restricted=6, ss_limited=5, ss_kodsent=4, ss_processed=300\r\n");
  EXPECT_EQ(told(state, "ss_numctlreq,ss_ver1,ss_ver1client,ss_ver1zero,ss_ver1symm,ss_lamport,ss_tsrounding"),
            "ss_numctlreq=17, ss_ver1=60, ss_ver1client=50, ss_ver1zero=4,\r\n"
            "ss_ver1symm=6, ss_lamport=0, ss_tsrounding=0\r\n");
  EXPECT_EQ(told(state, "mru_enabled,mru_depth,mru_deepest,mru_maxdepth,mru_mindepth,mru_maxage,mru_mem,mru_maxmem"),
            "mru_enabled=0x3, mru_depth=100, mru_deepest=120, mru_maxdepth=16384,\r\n"
            "mru_mindepth=600, mru_maxage=-1, mru_mem=6, mru_maxmem=1024\r\n");
  EXPECT_EQ(told(state,
                 "mru_hashslots,mru_minage,mru_exists,mru_new,mru_recycleold,mru_recyclefull,mru_none,"
                 "mru_oldest_age"),
            "mru_hashslots=90, mru_minage=64, mru_exists=880, mru_new=100,\r\n"
            "mru_recycleold=12, mru_recyclefull=3, mru_none=2, mru_oldest_age=42\r\n");
  EXPECT_EQ(told(state,
                 "authreset,authkeys,authfreek,authklookups,authknotfound,authkuncached,authkexpired,"
                 "authencrypts,authdecrypts"),
            "authreset=100, authkeys=4, authfreek=0, authklookups=20,\r\n"
            "authknotfound=1, authkuncached=0, authkexpired=0, authencrypts=11,\r\n"
            "authdecrypts=15\r\n");
  EXPECT_EQ(told(state,
                 "authdigestencrypts,authcmacencrypts,authdigestdecrypts,authdigestfails,authcmacdecrypts,"
                 "authcmacfails"),
            "authdigestencrypts=5, authcmacencrypts=6, authdigestdecrypts=7,\r\n"
            "authdigestfails=2, authcmacdecrypts=8, authcmacfails=3\r\n");
  EXPECT_EQ(told(state,
                 "iostats_reset,total_rbuf,free_rbuf,used_rbuf,rbuf_lowater,io_dropped,io_ignored,io_received,"
                 "io_sent,io_sendfailed,io_wakeups,io_goodwakeups"),
            "iostats_reset=200, total_rbuf=1, free_rbuf=1, used_rbuf=0,\r\n"
            "rbuf_lowater=0, io_dropped=1, io_ignored=2, io_received=3000,\r\n"
            "io_sent=2000, io_sendfailed=3, io_wakeups=400, io_goodwakeups=390\r\n");
  EXPECT_EQ(told(state, "timerstats_reset,timer_overruns,timer_xmts"),
            "timerstats_reset=300, timer_overruns=1, timer_xmts=77\r\n");
}

TEST(ServiceVariables, TellTheSystemsOddments) {
  auto state = test::full_state();
  state.system.precision = -10;
  state.system.broadcast_delay_s = 0.004;
  EXPECT_EQ(told(state, "bcastdelay,authdelay,fuzz,clk_wander_threshold"),
            "bcastdelay=4.000, authdelay=0.000, fuzz=0.977,\r\nclk_wander_threshold=0.100\r\n");
}

clock::KernelState kernel() {
  clock::KernelState state;
  state.offset_s = -3.71e-7;
  state.frequency = Frequency::from_ppm(-11.8524);
  state.max_error_s = 0.0295;
  state.estimated_error_s = 51e-6;
  state.status = 0x2001;
  state.time_constant = 6;
  state.precision_s = 1e-6;
  state.tolerance = Frequency::from_ppm(500);
  return state;
}

constexpr std::string_view kKernelNames =
    "koffset,kfreq,kmaxerr,kesterr,kstflags,ktimeconst,kprecis,kfreqtol,kppsfreq,kppsstab,kppsjitter,kppscalibdur,"
    "kppscalibs,kppscaliberrs,kppsjitexc,kppsstbexc";

TEST(KernelVariables, AreToldAsClassicTellsThem) {
  auto state = test::full_state();
  state.system.kernel = kernel();
  EXPECT_EQ(told(state, kKernelNames),
            "koffset=-0.000371, kfreq=-11.8524, kmaxerr=29.5, kesterr=0.051,\r\n"
            "kstflags=\"pll nano\", ktimeconst=6, kprecis=0.001, kfreqtol=500,\r\n"
            "kppsfreq=0, kppsstab=0, kppsjitter=0, kppscalibdur=0, kppscalibs=0,\r\n"
            "kppscaliberrs=0, kppsjitexc=0, kppsstbexc=0\r\n");
}

TEST(KernelVariables, TellOfAPulseOnlyWhileTheKernelFollowsOne) {
  auto state = test::full_state();
  state.system.kernel = kernel();
  state.system.kernel->calibration_log2_s = 4;
  state.system.kernel->pps_jitter_s = 0.0000125;
  state.system.kernel->calibrations = 9;
  EXPECT_EQ(told(state, "kppsjitter,kppscalibdur,kppscalibs"), "kppsjitter=0.013, kppscalibdur=16, kppscalibs=9\r\n");
}

TEST(KernelVariables, AreZeroWithoutAKernelClock) {
  auto state = test::full_state();
  EXPECT_EQ(told(state, "koffset,kstflags,kfreqtol"), "koffset=0, kstflags=\"\", kfreqtol=0\r\n");
}

TEST(SystemVariables, ListThemselvesAndWhatTheConfigurationAdds) {
  auto state = test::full_state();
  state.system.variables = {{.name = "site", .value = "north hall"}};
  const std::string list = told(state, "sys_var_list");
  EXPECT_TRUE(list.starts_with("sys_var_list=\"version,processor,system,leap,stratum,")) << list;
  EXPECT_TRUE(list.ends_with(",sys_var_list,site\"\r\n")) << list;
  for (const char* name : {",kstflags,", ",ss_kodsent,", ",mru_maxmem,", ",io_goodwakeups,", ",timer_xmts,"}) {
    EXPECT_TRUE(list.contains(name)) << name;
  }
}

TEST(SystemVariables, IncludeThoseOfTheConfiguration) {
  auto state = test::full_state();
  state.system.variables = {{.name = "site", .value = "north hall"},
                            {.name = "rack", .value = "4, \"upper\"", .by_default = true}};
  EXPECT_EQ(told(state, "site"), "site=north hall\r\n");
  EXPECT_EQ(told(state, "leap,site,rack"), "leap=0, site=north hall, rack=\"4, .upper.\"\r\n");
  const std::string usual = told(state, "");
  EXPECT_TRUE(usual.ends_with("clk_wander=0.010,\r\nrack=\"4, .upper.\"\r\n")) << usual;
  EXPECT_FALSE(usual.contains("site="));
}

}  // namespace
}  // namespace foliot::control
