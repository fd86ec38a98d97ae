package dev.playflux.browser;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BrowserIT {
    @Test
    void aScriptDrivesABrowserThatKnowsWebSockets() {
        Browser.assumeInstalled();
        assertThat(Browser.run("smoke.mjs")).isEqualTo("2 function");
    }
}
