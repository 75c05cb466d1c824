using Microsoft.Playwright;

namespace Shop.Tests;

/// <summary>The shop's page as a visitor uses it.</summary>
public sealed class ShopPage : IAsyncDisposable
{
    private readonly Uri _address;

    public ShopPage(IPage page, Uri address)
    {
        (Page, _address) = (page, address);
        page.Request += (_, request) => Requests.Add(request.Url);
        page.Console += (_, message) => Say(message.Type == "error", message.Text);
        page.PageError += (_, error) => Say(true, error);
    }

    public IPage Page { get; }

    public List<string> Requests { get; } = [];

    /// <summary>Errors of scripts and of the page's policy; an answer of 4xx or 5xx is none.</summary>
    public List<string> Errors { get; } = [];

    public ILocator Status => Page.GetByRole(AriaRole.Status);

    public ILocator Answers => Page.Locator(".answer");

    public async Task GotoAsync()
    {
        await Page.GotoAsync(_address.ToString());
        await Page.Locator("html[data-ready]").WaitForAsync();
    }

    public async Task<ShopPage> RankAsync()
    {
        await Page.GetByRole(AriaRole.Button, new() { Name = "Rank films" }).ClickAsync();
        await RankedAsync();
        return this;
    }

    public async Task RankedAsync()
    {
        await Page.Locator("#answers[aria-busy=false] .answer").First.WaitForAsync();
        await Assertions.Expect(Status).Not.ToHaveTextAsync("Ranking…");
    }

    public Task<bool> FitsAsync() => Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= document.documentElement.clientWidth");

    /// <summary>Kept where INSTRUCTREC_SCREENSHOTS names a folder.</summary>
    public async Task ShotAsync(string name)
    {
        if (Environment.GetEnvironmentVariable("INSTRUCTREC_SCREENSHOTS") is { Length: > 0 } folder)
        {
            await Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, name + ".png"), FullPage = true });
        }
    }

    public async ValueTask DisposeAsync()
    {
        Requests.Should().OnlyContain(url => url.StartsWith(_address.ToString()), "nothing comes from elsewhere");
        Errors.Should().BeEmpty();
        await Page.CloseAsync();
    }

    private void Say(bool isError, string text)
    {
        if (isError && !text.StartsWith("Failed to load resource"))
        {
            Errors.Add(text);
        }
    }
}
