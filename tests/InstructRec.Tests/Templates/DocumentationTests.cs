using InstructRec.Templates;
using InstructRec.Testing;

namespace InstructRec.Tests.Templates;

public class DocumentationTests
{
    [Fact]
    public void The_page_of_templates_is_current() =>
        File.ReadAllText(RepositoryFolder.Find("docs", "templates.md"))
            .Should()
            .Be(
                global::Templates.TemplatesDocument.Write(TemplateRegistry.Default),
                "run: dotnet run --project samples/Templates -- --document docs/templates.md"
            );

    [Fact]
    public void The_example_of_the_page_is_right()
    {
        string page = File.ReadAllText(RepositoryFolder.Find("docs", "templates.md"));
        string json = page[(page.IndexOf("```json", StringComparison.Ordinal) + 7)..];
        using var stream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(json[..json.IndexOf("```", StringComparison.Ordinal)]));
        new TemplateRegistryBuilder().AddDefaults().AddJson(stream, "page").Build()["cinema-02"].Outputs.Should().HaveCount(2);
    }
}
