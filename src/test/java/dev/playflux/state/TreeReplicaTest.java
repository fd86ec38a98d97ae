package dev.playflux.state;

import static dev.playflux.state.Replica.Outcome.APPLIED;
import static dev.playflux.state.Replica.Outcome.IGNORED;
import static dev.playflux.state.Replica.Outcome.MISFIT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playflux.message.BadData;
import dev.playflux.message.Message;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class TreeReplicaTest {
    private final Replica replica = Replica.create();

    record Runner(double x, String name) {}

    record Hand(List<Integer> cards) {}

    private Replica.Outcome apply(String data) {
        return replica.apply(Wire.state(data));
    }

    private JsonNode world() {
        return replica.frame().view("world", JsonNode.class);
    }

    @Test
    void beforeTheFirstRecordTheFrameIsEmpty() {
        Frame frame = replica.frame();
        assertThat(frame.tick()).isZero();
        assertThat(frame.time()).isZero();
        assertThat(frame.input()).isZero();
        assertThat(frame.views()).isEmpty();
        assertThat(frame.view("world", Runner.class)).isNull();
    }

    @Test
    void aFrameTellsTickTimeInputAndViews() {
        apply("{'tick':7,'time':350,'base':0,'input':4,'views':{'world':{'full':{'x':1.5,'name':'Ada'}}}}");
        assertThat(replica.frame().tick()).isEqualTo(7);
        assertThat(replica.frame().time()).isEqualTo(350);
        assertThat(replica.frame().input()).isEqualTo(4);
        assertThat(replica.frame().views()).containsExactly("world");
        assertThat(replica.frame().view("world", Runner.class)).isEqualTo(new Runner(1.5, "Ada"));
    }

    @Test
    void aViewIsDecodedOncePerTypeAndKeptWhileItDoesNotChange() {
        apply(
                "{'tick':1,'time':0,'base':0,'views':{'world':{'full':{'x':1,'name':'Ada'}},'hand':{'full':{'cards':[1]}}}}");
        Hand hand = replica.frame().view("hand", Hand.class);
        Runner ada = replica.frame().view("world", Runner.class);
        Object map = replica.frame().view("hand", Object.class);
        assertThat(replica.frame().view("hand", Hand.class)).isSameAs(hand);
        apply("{'tick':2,'time':0,'base':1,'views':{'world':{'patch':{'set':{'x':2.0}}}}}");
        assertThat(replica.frame().view("hand", Hand.class)).isSameAs(hand);
        assertThat(replica.frame().view("hand", Object.class)).isSameAs(map).isEqualTo(Map.of("cards", List.of(1)));
        assertThat(replica.frame().view("world", Runner.class)).isEqualTo(new Runner(2, "Ada"));
        assertThat(ada).isEqualTo(new Runner(1, "Ada"));
    }

    @Test
    void aViewMayBeReadAsAPrimitive() {
        apply("{'tick':1,'time':0,'base':0,'views':{'world':{'full':5}}}");
        assertThat((int) replica.frame().view("world", int.class)).isEqualTo(5);
    }

    @Test
    void aViewWhoseValueIsNullIsVisibleAndNull() {
        apply("{'tick':1,'time':0,'base':0,'views':{'world':{'full':null}}}");
        assertThat(replica.frame().views()).containsExactly("world");
        assertThat(replica.frame().view("world", Runner.class)).isNull();
    }

    @Test
    void aViewOfAnotherTypeIsBadDataThatNamesTheViewAndTheField() {
        apply("{'tick':1,'time':0,'base':0,'views':{'world':{'full':{'a':{'x':'no','name':'Ada'}}}}}");
        record Runners(Map<String, Runner> a, Runner b) {}
        record One(Runner a) {}
        Frame frame = replica.frame();
        assertThatThrownBy(() -> frame.view("world", One.class))
                .isInstanceOf(BadData.class)
                .hasMessageContaining("'world'")
                .hasMessageContaining("One")
                .hasMessageContaining("a.x");
        assertThatThrownBy(() -> frame.view("world", Runners.class)).isInstanceOf(BadData.class);
        assertThatThrownBy(() -> frame.view("world", Integer.class)).isInstanceOf(BadData.class);
    }

    @Test
    void whoReadsATreeGetsACopyOfHisOwn() {
        apply("{'tick':1,'time':0,'base':0,'views':{'world':{'full':{'a':{'b':1}}}}}");
        ((ObjectNode) world().get("a")).put("b", 2);
        assertThat(world()).isEqualTo(Wire.tree("{'a':{'b':1}}"));
    }

    @Test
    void theViewsOfAFrameCannotBeChanged() {
        apply("{'tick':1,'time':0,'base':0,'views':{'world':{'full':1}}}");
        assertThatThrownBy(() -> replica.frame().views().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void anEarlierFrameStaysAsItWas() {
        apply("{'tick':1,'time':0,'base':0,'views':{'world':{'full':{'a':{'x':1},'l':[1,[2]]}}}}");
        Frame before = replica.frame();
        apply("{'tick':2,'time':0,'base':1,'views':{'world':{'patch':"
                + "{'in':{'a':{'set':{'x':2}},'l':{'len':3,'in':{'1':{'set':{'0':3}}}}}}}}}");
        assertThat(before.view("world", JsonNode.class)).isEqualTo(Wire.tree("{'a':{'x':1},'l':[1,[2]]}"));
        assertThat(world()).isEqualTo(Wire.tree("{'a':{'x':2},'l':[1,[3],null]}"));
    }

    @Test
    void aMisfitIsToldOnceAndThenIgnoredUntilACompleteRecordFits() {
        apply("{'tick':1,'time':0,'base':0,'views':{'world':{'full':{'a':1}}}}");
        Frame held = replica.frame();
        assertThat(apply("{'tick':2,'time':0,'base':1,'views':{'world':{'patch':{'set':{'a':2},'del':['b']}}}}"))
                .isEqualTo(MISFIT);
        assertThat(apply("{'tick':3,'time':0,'base':2}")).isEqualTo(IGNORED);
        assertThat(apply("{'tick':3,'time':0,'base':1}")).isEqualTo(IGNORED);
        assertThat(apply("{}")).isEqualTo(IGNORED);
        assertThat(replica.frame()).isSameAs(held);
        assertThat(apply("{'tick':4,'time':0,'base':0,'views':{'world':{'full':{'a':4}}}}"))
                .isEqualTo(APPLIED);
        assertThat(world()).isEqualTo(Wire.tree("{'a':4}"));
    }

    @Test
    void aCompleteRecordThatDoesNotFitIsAMisfitOfItsOwn() {
        assertThat(apply("{'tick':1,'time':0,'base':1}")).isEqualTo(MISFIT);
        assertThat(apply("{'tick':2,'time':0,'base':0,'views':{'world':{'patch':{}}}}"))
                .isEqualTo(MISFIT);
        assertThat(apply("{'tick':2,'time':0,'base':0,'views':{'world':{'gone':true}}}"))
                .isEqualTo(APPLIED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "[]",
                "5",
                "{}",
                "{'tick':2,'base':1}",
                "{'tick':2,'time':-1,'base':1}",
                "{'tick':9007199254740992,'time':1,'base':1}",
                "{'tick':99999999999999999999,'time':1,'base':1}",
                "{'tick':2,'time':1,'base':1,'input':'a'}",
                "{'tick':2,'time':1,'base':1,'input':1.5}",
                "{'tick':2,'time':1,'base':1,'views':{'world':{'gone':false}}}",
                "{'tick':2,'time':1,'base':1,'views':{'world':{'gone':true,'full':1}}}",
                "{'tick':2,'time':1,'base':1,'views':{'world':{'patch':{'len':2}}}}"
            })
    void aRecordOfTheWrongShapeIsAMisfit(String data) {
        apply("{'tick':1,'time':0,'base':0,'views':{'world':{'full':{'a':1}}}}");
        Frame held = replica.frame();
        assertThat(apply(data)).isEqualTo(MISFIT);
        assertThat(replica.frame()).isSameAs(held);
    }

    @Test
    void aBodyThatIsNoTreeIsAMisfit() {
        assertThat(replica.apply(Message.of("$state", "text"))).isEqualTo(MISFIT);
    }

    @Test
    void arraysGrowByAMillionAtMostInARecord() {
        apply("{'tick':1,'time':0,'base':0,'views':{'world':{'full':[[],[]]}}}");
        assertThat(apply("{'tick':2,'time':0,'base':1,'views':{'world':{'patch':"
                        + "{'in':{'0':{'len':600000},'1':{'len':600000}}}}}}"))
                .isEqualTo(MISFIT);
        apply("{'tick':3,'time':0,'base':0,'views':{'world':{'full':[[],[]]}}}");
        assertThat(apply("{'tick':4,'time':0,'base':3,'views':{'world':{'patch':{'in':{'0':{'len':1000000}}}}}}"))
                .isEqualTo(APPLIED);
    }

    @Test
    void afterAResetTheNextRecordMustBeComplete() {
        apply("{'tick':5,'time':0,'base':0,'views':{'world':{'full':1}}}");
        replica.reset();
        assertThat(replica.frame().views()).isEmpty();
        assertThat(apply("{'tick':6,'time':0,'base':5}")).isEqualTo(MISFIT);
        replica.reset();
        assertThat(apply("{'tick':1,'time':0,'base':0,'views':{'world':{'full':2}}}"))
                .isEqualTo(APPLIED);
    }
}
