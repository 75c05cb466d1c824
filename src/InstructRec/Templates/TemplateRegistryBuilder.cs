namespace InstructRec.Templates;

/// <summary>Collects templates from files, streams and code; building checks them all and reports everything that is wrong at once.</summary>
/// <remarks>For one thread; the registry it builds is for any.</remarks>
public sealed class TemplateRegistryBuilder
{
    private readonly List<(TemplateDefinition Definition, string Source)> definitions = [];
    private readonly List<string> problems = [];

    /// <summary>Adds the templates that come with the library.</summary>
    /// <returns>This builder.</returns>
    public TemplateRegistryBuilder AddDefaults()
    {
        foreach (InstructionTemplate template in TemplateRegistry.Default.All)
        {
            definitions.Add((template.Definition, template.Family));
        }

        return this;
    }

    /// <summary>Adds one template.</summary>
    /// <param name="definition">The template.</param>
    /// <returns>This builder.</returns>
    public TemplateRegistryBuilder Add(TemplateDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        definitions.Add((definition, "code"));
        return this;
    }

    /// <summary>Adds the templates of a JSON file; a file that cannot be read is reported with all else by <see cref="Build"/>.</summary>
    /// <param name="path">The file; docs/templates.md shows its form.</param>
    /// <returns>This builder.</returns>
    public TemplateRegistryBuilder AddJsonFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            using FileStream stream = File.OpenRead(path);
            return AddJson(stream, path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problems.Add($"{path}: {e.Message.TrimEnd('.')}");
            return this;
        }
    }

    /// <summary>Adds the templates of a JSON stream.</summary>
    /// <param name="stream">UTF-8; read to its end, not closed.</param>
    /// <param name="name">What to call it in messages.</param>
    /// <returns>This builder.</returns>
    public TemplateRegistryBuilder AddJson(Stream stream, string name)
    {
        ArgumentNullException.ThrowIfNull(stream);
        definitions.AddRange(TemplateJson.Read(stream, name, problems).Select(d => (d, name)));
        return this;
    }

    /// <summary>Checks everything that was added.</summary>
    /// <returns>The registry.</returns>
    /// <exception cref="InstructRecException">Something is wrong (kind <see cref="InstructRecErrorKind.Template"/>): the message holds all of it, <c>Data["problems"]</c> the same as a <c>string[]</c>.</exception>
    public TemplateRegistry Build()
    {
        var all = new List<string>(problems);
        var templates = new List<InstructionTemplate>();
        foreach ((TemplateDefinition definition, string source) in definitions)
        {
            var own = new List<string>();
            if (TemplateCompiler.Compile(definition, own) is { } template)
            {
                templates.Add(template);
            }

            all.AddRange(own.Select(p => $"{source}: {definition.Id}: {p}"));
        }

        foreach (var group in definitions.GroupBy(d => d.Definition.Id).Where(g => g.Count() > 1))
        {
            all.Add($"{string.Join(" and ", group.Select(d => d.Source).Distinct())}: the id {group.Key} is given {group.Count()} times");
        }

        foreach (
            var group in definitions
                .GroupBy(d => (d.Definition.Wording, d.Definition.Output))
                .Where(g => g.Select(d => d.Definition.Id).Distinct().Count() > 1)
        )
        {
            all.Add($"{string.Join(" and ", group.Select(d => d.Definition.Id))} have the same wording and output");
        }

        if (all.Count > 0)
        {
            var exception = new InstructRecException(
                InstructRecErrorKind.Template,
                $"{all.Count} {(all.Count == 1 ? "fault" : "faults")} in the templates: {string.Join(" | ", all)}",
                remedy: "docs/templates.md explains the grammar, the keys and the outputs"
            );
            exception.Data["problems"] = all.ToArray();
            throw exception;
        }

        return new TemplateRegistry(templates);
    }
}
