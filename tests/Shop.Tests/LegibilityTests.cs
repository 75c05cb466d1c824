using Microsoft.Playwright;

namespace Shop.Tests;

/// <summary>What the page shows can be read by day and by night: contrasts as WCAG 2.2 asks, 4.5 to 1 for text and 3 to 1 for the edge of a field.</summary>
public sealed class LegibilityTests(ShopFixture fixture) : IClassFixture<ShopFixture>
{
    // Each fault as a line; a colour behind a text is that of the nearest ancestor that paints one.
    private const string Faults = """
        () => {
          const rgb = c => c.match(/[\d.]+/g).map(Number);
          const light = c => { const [r, g, b] = rgb(c).slice(0, 3).map(v => v / 255).map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4); return .2126 * r + .7152 * g + .0722 * b; };
          const contrast = (a, b) => { const [x, y] = [light(a), light(b)].sort((p, q) => q - p); return (x + .05) / (y + .05); };
          const behind = e => { for (; e; e = e.parentElement) { const c = getComputedStyle(e).backgroundColor; if ((rgb(c)[3] ?? 1) > 0) return c; } return getComputedStyle(document.documentElement).colorScheme === 'dark' ? 'rgb(0,0,0)' : 'rgb(255,255,255)'; };
          const faults = [];
          for (const e of document.querySelectorAll('body *')) {
            if (!e.checkVisibility() || e.closest('.unseen')) continue;
            const own = [...e.childNodes].filter(n => n.nodeType === 3).map(n => n.data.trim()).join('') || e.value || '';
            const style = getComputedStyle(e);
            if (own && contrast(style.color, behind(e)) < 4.5) faults.push(`text ${contrast(style.color, behind(e)).toFixed(2)}: ${own.slice(0, 40)}`);
            if (e.matches('textarea') && contrast(getComputedStyle(e, '::placeholder').color, behind(e)) < 4.5) faults.push('placeholder');
            if (e.matches('select, textarea, button') && contrast(style.borderTopColor, behind(e.parentElement)) < 3) faults.push(`edge ${contrast(style.borderTopColor, behind(e.parentElement)).toFixed(2)}: ${e.id}`);
            if (e.matches('.bar') && contrast(style.backgroundColor, behind(e.parentElement)) < 3) faults.push('bar');
          }
          return [...new Set(faults)];
        }
        """;

    [SkippableTheory]
    [InlineData(ColorScheme.Light, 1280)]
    [InlineData(ColorScheme.Dark, 360)]
    public async Task Texts_fields_and_bars_stand_out_from_what_is_behind_them(ColorScheme scheme, int width)
    {
        await using ShopPage shop = await fixture.OpenAsync(width);
        await shop.Page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = scheme });
        await shop.Page.GetByRole(AriaRole.Button, new() { Name = "Compare two instructions" }).ClickAsync();
        await shop.Page.Locator("#wish-B").FillAsync(string.Concat(Enumerable.Repeat("word ", 1_000)));
        await shop.RankAsync();
        await Assertions.Expect(shop.Page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();

        (await shop.Page.EvaluateAsync<string[]>(Faults)).Should().BeEmpty();
        await shop.ShotAsync($"legible-{scheme}-{width}");
    }

    [SkippableFact]
    public async Task At_320_pixels_nothing_is_cut_off_and_a_finger_finds_its_place()
    {
        await using ShopPage shop = await fixture.OpenAsync(320);
        await shop.Page.Locator("#person-A").SelectOptionAsync("1");
        await shop.Page.Locator("#wish-A").FillAsync(new string('w', 300));
        await shop.RankAsync();

        (await shop.FitsAsync()).Should().BeTrue();
        (await shop.Page.EvaluateAsync<string[]>(
            "() => [...document.querySelectorAll('button, select, textarea, summary, .task')].filter(e => e.checkVisibility() && e.getBoundingClientRect().height < 24).map(e => e.textContent)"))
            .Should().BeEmpty("a finger needs 24 pixels (WCAG 2.5.8)");
        await shop.ShotAsync("narrow-320");
    }
}
