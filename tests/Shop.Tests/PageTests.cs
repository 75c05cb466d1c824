using System.Globalization;
using System.Text;
using Microsoft.Playwright;

namespace Shop.Tests;

public sealed class PageTests(ShopFixture fixture) : IClassFixture<ShopFixture>
{
    private const string Script = "<img src=x onerror=\"window.hacked=1\"><script>window.hacked=1</script>";

    [SkippableTheory]
    [InlineData(360)]
    [InlineData(1280)]
    public async Task A_person_and_a_wish_give_a_ranking_with_its_instruction_and_times(int width)
    {
        await using ShopPage shop = await fixture.OpenAsync(width);
        IPage page = shop.Page;
        (await page.Locator("#person-A option").CountAsync()).Should().Be(611);
        await page.Locator("#person-A").SelectOptionAsync("1");
        await Assertions.Expect(page.GetByText("232 films watched; the last 10")).ToBeVisibleAsync();
        await page.GetByText("232 films watched").ClickAsync();
        await Assertions.Expect(page.Locator(".history li").First).ToHaveTextAsync("20 Dates (1998)");
        await page.Locator("#wish-A").FillAsync("something about space");
        await shop.RankAsync();

        (await page.Locator(".films li").CountAsync()).Should().Be(10);
        double[] scores = [.. (await page.Locator(".films .number").AllTextContentsAsync()).Select(t => double.Parse(t.Replace("score ", "").Replace('−', '-'), CultureInfo.InvariantCulture))];
        scores.Should().BeInDescendingOrder();
        double[] bars = await page.Locator(".bar").EvaluateAllAsync<double[]>("bars => bars.map(b => b.getBoundingClientRect().width)");
        bars[0].Should().BeGreaterThan(100).And.BeGreaterThan(bars[9] * 5, "bars show the scores");
        bars.Should().BeInDescendingOrder();
        (await page.Locator(".prompt").First.TextContentAsync()).Should().Contain("something about space").And.Contain("20 Dates (1998)");
        (await page.Locator(".template").TextContentAsync()).Should().MatchRegex(@"Template \S+ \(.*T3.*\), \d+ tokens");
        (await page.Locator(".timings dd").AllTextContentsAsync()).Should().HaveCount(5).And.OnlyContain(t => t.EndsWith(" ms"));
        (await shop.Status.TextContentAsync()).Should().MatchRegex(@"Ranked 10 films in \d+ ms\.");
        (await shop.FitsAsync()).Should().BeTrue("nothing is cut off at the right");
        await shop.ShotAsync($"ranking-{width}");
    }

    [SkippableTheory]
    [InlineData("matching", "T2")]
    [InlineData("pointwise", "T0")]
    [InlineData("pairwise", "T1")]
    public async Task A_cold_start_is_answered_in_every_task_form(string task, string key)
    {
        await using ShopPage shop = await fixture.OpenAsync(1280);
        await shop.Page.Locator($"#instructions fieldset:visible input[value={task}]").CheckAsync();
        await shop.Page.Locator("#genre-A").SelectOptionAsync("Comedy");
        await shop.RankAsync();

        (await shop.Page.Locator(".template").TextContentAsync()).Should().Contain(key);
        (await shop.Page.Locator(".prompt").First.TextContentAsync()).Should().Contain("Comedy");
        (await shop.Page.Locator(".films li").CountAsync()).Should().BeGreaterThan(5);
        await shop.ShotAsync($"cold-{task}");
    }

    [SkippableTheory]
    [InlineData(360)]
    [InlineData(1280)]
    public async Task Two_instructions_are_compared_side_by_side(int width)
    {
        await using ShopPage shop = await fixture.OpenAsync(width);
        IPage page = shop.Page;
        await page.Locator("#person-A").SelectOptionAsync("12");
        await page.Locator("#wish-A").FillAsync("a western");
        await page.GetByRole(AriaRole.Button, new() { Name = "Compare two instructions" }).ClickAsync();
        (await page.Locator("#person-B").InputValueAsync()).Should().Be("12", "the second begins as the first");
        await page.Locator("#wish-B").FillAsync("a musical for children");
        await shop.RankAsync();

        (await shop.Answers.CountAsync()).Should().Be(2);
        (await page.Locator(".answer h2").AllTextContentsAsync()).Should().Equal("Person 12, “a western”", "Person 12, “a musical for children”");
        (await page.Locator(".answer .prompt:visible").AllTextContentsAsync()).Should().Satisfy(t => t.Contains("a western"), t => t.Contains("a musical for children"));
        (await page.Locator(".parts").AllTextContentsAsync()).Should().OnlyContain(t => t.Contains("other list"));
        LocatorBoundingBoxResult left = (await shop.Answers.Nth(0).BoundingBoxAsync())!, right = (await shop.Answers.Nth(1).BoundingBoxAsync())!;
        (right.X > left.X && right.Y == left.Y).Should().Be(width == 1280, "beside where there is room");
        (right.Y > left.Y).Should().Be(width == 360, "below where there is none");
        (await shop.FitsAsync()).Should().BeTrue();
        await shop.ShotAsync($"compare-{width}");

        await page.GetByRole(AriaRole.Button, new() { Name = "Compare two instructions" }).ClickAsync();
        (await page.Locator("#wish-B").IsVisibleAsync()).Should().BeFalse();
    }

    [SkippableFact]
    public async Task The_keyboard_alone_is_enough_and_every_stop_is_named_and_seen()
    {
        await using ShopPage shop = await fixture.OpenAsync(1280);
        IKeyboard keys = shop.Page.Keyboard;
        List<string> stops = [];
        async Task TabAsync()
        {
            await keys.PressAsync("Tab");
            string[] stop = await shop.Page.EvaluateAsync<string[]>(
                "() => { const e = document.activeElement; return [e.labels?.[0]?.textContent.trim() || e.textContent.trim(), getComputedStyle(e).outlineStyle, e.tagName]; }");
            stop[0].Should().NotBeEmpty("every stop has a name");
            stop[1].Should().NotBe("none", $"focus on {stop[0]} is seen");
            stops.Add(stop[0]);
        }

        await TabAsync();
        stops[^1].Should().Be("Skip to the ranking");
        await TabAsync();
        await keys.TypeAsync("Person 1");
        await Assertions.Expect(shop.Page.GetByText("232 films watched; the last 10")).ToBeVisibleAsync();
        await TabAsync();
        await keys.PressAsync("Enter");
        await Assertions.Expect(shop.Page.Locator(".history li").First).ToBeVisibleAsync();
        await TabAsync();
        await keys.TypeAsync("a quiet film");
        await TabAsync();
        await TabAsync();
        await keys.PressAsync("ArrowDown");
        await TabAsync();
        stops.Should().Equal("Skip to the ranking", "Person", "232 films watched; the last 10", "Wish", "or a genre", "Choose among given films T3, ten candidates in one prompt", "Rank films");
        await keys.PressAsync("Enter");
        await shop.RankedAsync();
        (await shop.Page.Locator(".template").TextContentAsync()).Should().Contain("T2");
        (await shop.Page.Locator(".prompt").First.TextContentAsync()).Should().Contain("a quiet film");
        await TabAsync();
        stops[^1].Should().Be("Compare two instructions");
        await keys.PressAsync("Space");
        (await shop.Page.EvaluateAsync<string>("document.activeElement.id")).Should().Be("wish-B");
        await keys.TypeAsync(" but not a long one");
        await keys.PressAsync("Enter");
        await Assertions.Expect(shop.Answers).ToHaveCountAsync(2);
        await shop.ShotAsync("keyboard");
    }

    [SkippableFact]
    public async Task Markup_in_wishes_and_titles_is_shown_as_text()
    {
        using InstructRec.Testing.TemporaryFolder folder = new();
        File.WriteAllText(folder.Of("movies.csv"), "movieId,title,genres\n" + string.Concat(Enumerable.Range(1, 12).Select(i => $"{i},\"<b>Film {i}</b><script>window.hacked=1</script> (1999)\",<i>Comedy</i>\n")));
        File.WriteAllText(folder.Of("ratings.csv"), "userId,movieId,rating,timestamp\n" + string.Concat(Enumerable.Range(1, 12).Select(i => $"{(i < 9 ? 1 : 2)},{i},4.0,{i}\n")));
        await using ShopServer server = await ShopServer.StartAsync("--Data", folder.Path);
        await using ShopPage shop = await fixture.OpenAsync(360, server);
        await shop.Page.Locator("#person-A").SelectOptionAsync("2");
        await Assertions.Expect(shop.Page.Locator(".history li").First).ToContainTextAsync("<script>window.hacked=1</script>");
        await shop.Page.Locator("#wish-A").FillAsync(Script);
        await shop.RankAsync();

        (await shop.Page.Locator(".answer h2").TextContentAsync()).Should().Contain("<img src=x onerror");
        (await shop.Page.Locator(".prompt").First.TextContentAsync()).Should().Contain("<img src=x onerror='window.hacked=1'><script>window.hacked=1</script>", "quotes are cleaned, nothing else");
        (await shop.Page.Locator(".films .title").First.TextContentAsync()).Should().Contain("<b>Film");
        (await shop.Page.Locator("#answers img, #answers script, #answers b, #answers i").CountAsync()).Should().Be(0);
        (await shop.Page.EvaluateAsync<bool>("'hacked' in window")).Should().BeFalse();
        (await shop.FitsAsync()).Should().BeTrue();
        await shop.ShotAsync("markup-360");
    }

    [SkippableFact]
    public async Task A_wish_that_is_too_long_is_told_and_the_other_side_is_ranked()
    {
        await using ShopPage shop = await fixture.OpenAsync(1280);
        await shop.Page.GetByRole(AriaRole.Button, new() { Name = "Compare two instructions" }).ClickAsync();
        await shop.Page.Locator("#wish-B").FillAsync(new string('x', 9) + string.Concat(Enumerable.Repeat(" word", 1_000)));
        await shop.RankAsync();

        (await shop.Page.GetByRole(AriaRole.Alert).AllTextContentsAsync()).Should().ContainSingle().Which.Should().Contain("longer than 4000 characters").And.Contain("Shorten it");
        (await shop.Answers.Nth(0).Locator(".films li").CountAsync()).Should().Be(10);
        (await shop.Answers.Nth(1).Locator(".result").IsVisibleAsync()).Should().BeFalse();
        await shop.ShotAsync("too-long");
    }

    [SkippableFact]
    public async Task An_overloaded_shop_says_so_and_answers_when_asked_again()
    {
        await using ShopServer server = await ShopServer.StartAsync("--Limits:Concurrent", "1", "--Limits:Waiting", "0");
        await using ShopPage shop = await fixture.OpenAsync(360, server);
        using (await HeldRequest.TakeAsync(server.Address))
        {
            await shop.RankAsync();
            (await shop.Page.GetByRole(AriaRole.Alert).TextContentAsync()).Should().Be("Busy: Too many rankings are under way. Try again in a second.");
            (await shop.Status.TextContentAsync()).Should().StartWith("No ranking");
            await shop.ShotAsync("busy-360");
        }

        await Until(async () => (await server.Client.PostAsync("api/rank", Json("{}"))).IsSuccessStatusCode);
        await shop.RankAsync();
        (await shop.Page.Locator(".films li").CountAsync()).Should().Be(10);
    }

    [SkippableFact]
    public async Task A_shop_without_its_model_says_so()
    {
        await using ShopServer server = await ShopServer.StartAsync("--Model", "/nowhere");
        await using ShopPage shop = await fixture.OpenAsync(360, server);
        await shop.RankAsync();
        (await shop.Page.GetByRole(AriaRole.Alert).TextContentAsync()).Should().StartWith("The model cannot be used");
    }

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    private static async Task Until(Func<Task<bool>> holds)
    {
        for (int i = 0; i < 2_000; i++)
        {
            if (await holds())
            {
                return;
            }

            await Task.Delay(50);
        }

        throw new TimeoutException("It did not come about.");
    }
}
