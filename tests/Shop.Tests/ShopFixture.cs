using InstructRec.Testing;
using Microsoft.Playwright;

namespace Shop.Tests;

/// <summary>One shop and one browser for all tests of a class; the browser is Debian's, nothing is downloaded.</summary>
public sealed class ShopFixture : IAsyncLifetime
{
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public ShopServer Shop { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        // Waits are for what never comes; a machine with other work to do takes its time.
        Assertions.SetDefaultExpectTimeout(120_000);
        Shop = await ShopServer.StartAsync();
        await Shop.Client.PostAsync("api/rank", new StringContent("{}", System.Text.Encoding.UTF8, "application/json"));
    }

    /// <summary>A page of a width, that fails its test when anything from elsewhere is asked for or a script fails.</summary>
    public async Task<ShopPage> OpenAsync(int width, ShopServer? shop = null)
    {
        string chromium = RequiredParts.Need("Chromium (Debian: apt-get install chromium)", "/usr/bin/chromium");
        _playwright ??= await Playwright.CreateAsync();
        _browser ??= await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = chromium, Args = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"] });
        IPage page = await _browser.NewPageAsync(new BrowserNewPageOptions { ViewportSize = new ViewportSize { Width = width, Height = 900 }, ReducedMotion = ReducedMotion.Reduce });
        page.SetDefaultTimeout(120_000);
        var opened = new ShopPage(page, (shop ?? Shop).Address);
        await opened.GotoAsync();
        return opened;
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
        await Shop.DisposeAsync();
    }
}
