using InstructRec.Instructions;
using InstructRec.Retrieval;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.VectorData;

namespace InstructRec.Extensions.AI.Retrieval;

/// <summary>Finds candidates by meaning in any vector store that speaks Microsoft.Extensions.VectorData: items whose vectors lie near that of what is asked.</summary>
/// <typeparam name="TRecord">The store's record of an item.</typeparam>
/// <remarks>
/// Safe from any thread where the store is. What is searched for is <see cref="QueryText.Of"/>: the words of what is wanted, else the titles of the history; where there
/// is neither, the store is not asked. One embedding and one search a request.
/// </remarks>
/// <example><code>services.AddSingleton&lt;ICandidateRetriever&gt;(p => new VectorRetriever&lt;FilmRecord&gt;(films, record => record.Id, embeddings));</code></example>
public sealed class VectorRetriever<TRecord> : ICandidateRetriever
    where TRecord : class
{
    private readonly IVectorSearchable<TRecord> _records;
    private readonly Func<TRecord, string> _itemId;
    private readonly IEmbeddingGenerator<string, Embedding<float>>? _embeddings;
    private readonly VectorSearchOptions<TRecord> _options;

    /// <summary>Puts a retriever over a store.</summary>
    /// <param name="records">The store's collection; it stays its owner's.</param>
    /// <param name="itemId">The item's id in the catalogue.</param>
    /// <param name="embeddings">Makes vectors of texts, as those in the store were made; <see langword="null"/> where the store does it itself. It stays its owner's.</param>
    /// <param name="options">Filter and vector property; <see langword="null"/> for none.</param>
    public VectorRetriever(
        IVectorSearchable<TRecord> records,
        Func<TRecord, string> itemId,
        IEmbeddingGenerator<string, Embedding<float>>? embeddings = null,
        VectorSearchOptions<TRecord>? options = null)
    {
        ArgumentNullException.ThrowIfNull(records);
        ArgumentNullException.ThrowIfNull(itemId);
        (_records, _itemId, _embeddings, _options) = (records, itemId, embeddings, options ?? new VectorSearchOptions<TRecord>());
    }

    /// <inheritdoc/>
    public string Name => "vectors";

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<string>> RetrieveAsync(Instruction instruction, int count, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(instruction);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        string text = QueryText.Of(instruction);
        if (text.Length == 0)
        {
            return [];
        }

        try
        {
            IAsyncEnumerable<VectorSearchResult<TRecord>> found = _embeddings is null
                ? _records.SearchAsync(text, count, _options, cancellationToken)
                : _records.SearchAsync(await _embeddings.GenerateVectorAsync(text, cancellationToken: cancellationToken).ConfigureAwait(false), count, _options, cancellationToken);
            var ids = new List<string>(count);
            var met = new HashSet<string>(StringComparer.Ordinal);
            await foreach (VectorSearchResult<TRecord> result in found.ConfigureAwait(false))
            {
                if (met.Add(_itemId(result.Record)))
                {
                    ids.Add(_itemId(result.Record));
                }
            }

            return ids;
        }
        catch (Exception exception) when (exception is VectorStoreException or HttpRequestException or IOException or TimeoutException)
        {
            throw new InstructRecException(
                InstructRecErrorKind.Unavailable, $"the vector store does not answer ({exception.Message.Split('\n')[0].TrimEnd('\r', '.', ' ')})", Name, "Try again later", innerException: exception);
        }
    }
}
